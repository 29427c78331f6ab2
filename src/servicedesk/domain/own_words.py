"""Paragraphs that somebody types again and again: what of them stays the same from one letter to the next."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

SHORTEST: Final = 60
"""Characters of a paragraph worth keeping."""
TIMES: Final = 3
"""So often it has to be sent before anybody is asked."""
_LOOKED_AT: Final = 20_000
_MOST: Final = 40
_WORD: Final = re.compile(r"[^\W\d_]+|[.!?。！？:]")
_SENTENCE_ENDS: Final = frozenset(".!?。！？:")
_ADDRESSED: Final = re.compile(r"^\W*\w{1,12}?(?:先生|女士|小姐|老师)")
_GREETING: Final = re.compile(
    r"^(?:hello|hi|dear|good (?:morning|afternoon|evening)|您好|你好|亲爱的|尊敬的)\b.{0,60}$", re.I
)


@dataclass(frozen=True, slots=True)
class OwnParagraph:
    """A paragraph as it was typed, and the digest by which it is the same in another letter."""

    text: str
    digest: str


def own_paragraphs(text: str) -> tuple[OwnParagraph, ...]:
    """The paragraphs of a letter that are long enough, each once; greetings and quoted lines are none."""
    found: dict[str, OwnParagraph] = {}
    for part in re.split(r"\n[ \t]*\n", text[:_LOOKED_AT])[:_MOST]:
        lines = [line.strip() for line in part.strip().splitlines() if not line.lstrip().startswith(">")]
        if lines and _GREETING.match(lines[0]):
            lines = lines[1:]
        paragraph = "\n".join(lines)
        if len(paragraph) >= SHORTEST:
            digest = hashlib.sha256(lasting(paragraph).encode()).hexdigest()
            found.setdefault(digest, OwnParagraph(paragraph, digest))
    return tuple(found.values())


def lasting(paragraph: str) -> str:
    """The words without numbers, dates and names: those written large within a sentence, and who is addressed."""
    kept: list[str] = []
    begins = True
    for word in _WORD.findall(_ADDRESSED.sub("", paragraph)):
        if word in _SENTENCE_ENDS:
            begins = True
            continue
        if begins or not word[0].isupper() or len(word) == 1:
            kept.append(word.casefold())
        begins = False
    return " ".join(kept)
