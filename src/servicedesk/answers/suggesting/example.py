"""What is learned from and what is suggested. Values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from servicedesk.answers.suggesting.features import LONGEST


@dataclass(frozen=True, slots=True)
class Example:
    """A customer's message and the code of the answer it got. ``weight``: how much it counts, above 0.

    ``own``: these are the answer's own words, such as its title, not a message.
    """

    code: str
    text: str
    weight: float = 1.0
    own: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``confidence``: 0–1, the share of such suggestions that are right."""

    code: str
    confidence: float


def digest_of(example: Example) -> int:
    """64 bits that tell a message with its code from others."""
    said = f"{example.code}\0{example.text[:LONGEST]}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest())


class Stopped(Exception):
    """Nobody waits for what is being learned any more."""


class Suggester(Protocol):
    """Learns which answer a message calls for. May be used from several threads."""

    def learn(self, examples: Iterable[Example]) -> None:
        """Add examples; what they teach counts from the next ``suggest`` on."""

    def suggest(self, text: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """The likeliest answers, best first; nothing when the message is out of scope."""

    def stop(self) -> None:
        """Learn no more; what is being learned is left, and raises ``Stopped``."""

    def settle(self) -> None:
        """Wait until all that was learned is worked in to the full."""
