"""What is chosen for each ticket while a shift is handed over, and the lines that go with it. No screen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from servicedesk.desk.views import QueueRow
from servicedesk.domain.together import Colleague, Fate, HandedOn

FORM = "handover"
"""Under which name a sheet that was left is kept."""


@dataclass(slots=True)
class Entry:
    """One ticket. ``fate`` is None until chosen; ``to`` and ``to_name`` say to whom with GIVE.

    ``unsent``: the giver has begun a text on it, which nobody else sees.
    """

    row: QueueRow
    line: str
    proposal: Colleague | None = None
    fate: Fate | None = None
    to: str | None = None
    to_name: str = ""
    unsent: bool = False

    @property
    def leaves_a_draft(self) -> bool:
        """Whether the ticket goes, and what was begun on it stays behind."""
        return self.unsent and self.fate not in (None, Fate.KEEP)


@dataclass(slots=True)
class Sheet:
    """``at`` is the ticket in hand; ``summing_up``: every ticket has its choice and the whole is looked at."""

    entries: list[Entry]
    at: int = 0
    summing_up: bool = False
    edited: set[int] = field(default_factory=set)

    @property
    def here(self) -> Entry:
        return self.entries[self.at]

    @property
    def decided(self) -> int:
        return sum(1 for entry in self.entries if entry.fate is not None)

    def choose(self, fate: Fate, to: str | None = None, name: str = "") -> None:
        """Decide about the ticket in hand; the next undecided one follows, after the last the whole."""
        here = self.here
        here.fate, here.to, here.to_name = fate, to, name
        ahead = [*range(self.at + 1, len(self.entries)), *range(self.at)]
        following = next((n for n in ahead if self.entries[n].fate is None), None)
        self.summing_up = following is None
        self.at = self.at if following is None else following

    def keep_rest(self) -> None:
        """Keep every ticket that nothing was chosen for."""
        for entry in self.entries:
            entry.fate = entry.fate or Fate.KEEP
        self.summing_up = True

    def move(self, by: int) -> None:
        """To another ticket; from the summing up back to the last one in hand."""
        if self.summing_up:
            self.summing_up = False
            return
        self.at = max(0, min(len(self.entries) - 1, self.at + by))

    def write(self, line: str) -> None:
        """Another line for the ticket in hand."""
        if line != self.here.line:
            self.here.line = line
            self.edited.add(self.here.row.id)

    def choices(self) -> list[HandedOn]:
        """Everything that was chosen."""
        return [
            HandedOn(entry.row.id, entry.fate, entry.line, entry.to) for entry in self.entries if entry.fate is not None
        ]

    def kept(self) -> dict[str, str]:
        """The sheet as texts by ticket number, for coming back to it. Lines nobody touched are drafted anew then."""
        return {
            str(entry.row.id): json.dumps(
                [entry.fate, entry.to, entry.to_name, entry.line if entry.row.id in self.edited else None],
                ensure_ascii=False,
            )
            for entry in self.entries
            if entry.fate is not None or entry.row.id in self.edited
        }

    def take_up(self, kept: Mapping[str, str]) -> None:
        """Go on with a sheet that was left, for the tickets that are still there."""
        for entry in self.entries:
            text = kept.get(str(entry.row.id))
            if text is None:
                continue
            fate, entry.to, entry.to_name, line = json.loads(text)
            entry.fate = None if fate is None else Fate(fate)
            if line is not None:
                entry.line = line
                self.edited.add(entry.row.id)
        following = (n for n, entry in enumerate(self.entries) if entry.fate is None)
        self.at = next(following, 0)
        self.summing_up = bool(self.entries) and self.decided == len(self.entries)


def counted(entries: Sequence[Entry]) -> list[tuple[Fate, str, list[int]]]:
    """What will happen, together: kept, back to the queue, then each colleague with the numbers."""
    found: dict[tuple[Fate, str], list[int]] = {}
    for fate in Fate:
        for entry in entries:
            if entry.fate is fate:
                found.setdefault((fate, entry.to_name or entry.to or ""), []).append(entry.row.id)
    return [(fate, name, numbers) for (fate, name), numbers in found.items()]
