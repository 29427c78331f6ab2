"""People at one desk: how long a lease and a console's word hold, and who should get a ticket that is handed on."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Final, Protocol

LEASE: Final = timedelta(minutes=5)
"""How long a ticket is held without a sign of work."""
SILENT: Final = timedelta(seconds=30)
"""A console that said nothing for so long is gone."""
BREAK_LENGTH: Final = timedelta(hours=1)
"""What comes at risk, is due or promised so soon doesn't wait for the end of a break."""
WAITS_LONG: Final = timedelta(hours=4)
"""A customer who has waited so long shouldn't wait through a break too."""


class News(IntEnum):
    """What was committed since one asked. ASIDE: nothing that a list or a ticket shows (presence, drafts, marks)."""

    NOTHING = 0
    ASIDE = 1
    EVENTS = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of events that were given and not seen: their transactions run or failed.

    ``until``: a transaction's number; once all before it have ended, nothing comes here any more.
    """

    first: int
    last: int
    until: int


@dataclass(frozen=True, slots=True)
class Upto:
    """How far somebody follows the events of a store: all are known up to ``top``, apart from the ``gaps``.

    PostgreSQL gives numbers in order and commits in any: who only asked for those above the highest one seen would
    lose events.
    """

    top: int
    gaps: tuple[Gap, ...] = ()

    def seen(self, found: Iterable[int], *, oldest: int, newest: int) -> "Upto":
        """After a look that found these events above ``top`` and in gaps.

        ``oldest``: the oldest transaction that ran then. ``newest``: one that began after every number up to the
        highest found was given.
        """
        numbers = sorted(found)
        gaps = [gap for old in self.gaps if old.until > oldest for gap in _without(old, numbers)]
        top = max(self.top, numbers[-1]) if numbers else self.top
        gaps += _without(Gap(self.top + 1, top, newest), numbers)
        return Upto(top, tuple(gaps))

    def leaves_gaps(self, found: Iterable[int]) -> bool:
        """Whether numbers are missing among those above ``top``."""
        above = [number for number in found if number > self.top]
        return bool(above) and max(above) - self.top > len(above)


def _without(gap: Gap, numbers: Sequence[int]) -> Iterator[Gap]:
    """What is left of a gap; ``numbers`` are sorted."""
    first = gap.first
    for number in numbers[bisect_left(numbers, gap.first) : bisect_right(numbers, gap.last)]:
        if number > first:
            yield Gap(first, number - 1, gap.until)
        first = number + 1
    if first <= gap.last:
        yield Gap(first, gap.last, gap.until)


class Feed(Protocol):
    """Hears what is committed. Both questions cost microseconds, and each is about the time since either was asked."""

    def news(self) -> News: ...

    def changed(self) -> bool: ...

    def close(self) -> None: ...


class Doing(StrEnum):
    """What somebody does at a ticket."""

    LOOKING = "looking"
    WRITING = "writing"


class Fate(StrEnum):
    """What becomes of a ticket when its holder goes: it stays, goes back to the queue, or goes to a colleague."""

    KEEP = "keep"
    QUEUE = "queue"
    GIVE = "give"


@dataclass(frozen=True, slots=True)
class HandedOn:
    """The choice for one ticket. ``to`` is a handle with GIVE; ``line`` tells the next person how things stand."""

    ticket: int
    fate: Fate
    line: str = ""
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could take a ticket over. ``here``: a console of theirs runs. ``load``: tickets they have."""

    handle: str
    name: str
    teams: frozenset[str]
    languages: frozenset[str]
    here: bool
    load: int


def writes(colleague: Colleague, language: str | None) -> bool:
    """Whether they write a customer's language; unknown ones are taken to fit."""
    return language is None or not colleague.languages or language in colleague.languages


def proposed(
    colleagues: Iterable[Colleague], *, teams: frozenset[str], team: str | None, language: str | None
) -> Colleague | None:
    """Who should get a ticket: of its team (else of one of ``teams``, the giver's), writing its language.

    Who is here comes first, then who has least to do. None when nobody writes the language.
    """

    def place(one: Colleague) -> tuple[bool, bool, bool, int, str]:
        its_own = team is not None and team in one.teams
        return not one.here, not its_own, not teams & one.teams, one.load, one.handle

    return min((one for one in colleagues if writes(one, language)), key=place, default=None)
