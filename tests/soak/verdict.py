"""The verdict over a run: everything that can be held against its store."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.soak.backing_up import unsound_backups
from tests.soak.drafts import LeftBehind, left_behind, old_drafts
from tests.soak.evidence import gather
from tests.soak.judging import Fault, Findings, imported_faults, judge, lost_drafts, taken_twice
from tests.soak.ledger import ids_of, lines_of, promises_of
from tests.soak.notices import untold
from tests.soak.shop import IMPORTER, SWEEPER
from tests.soak.sweeping import ROWS
from tests.soak.troubles import DISTURBING, Troubles

from servicedesk.desk.desk import Desk

ANCHOR: Final = "anchor-before"


@dataclass(frozen=True)
class Ended:
    """What came of a run. ``left_again``: replies that were given to their channel more than once."""

    findings: Findings
    faults: list[Fault]
    troubles: Counter[str]
    problems: list[str]
    streams: int
    events: int
    seconds: float
    imported: int
    notices: int
    drafts: list[LeftBehind]
    backups: int
    left_again: int

    @property
    def sound(self) -> bool:
        return not self.faults and not self.problems


class Court:
    """``desk``: a supervisor's, its clock after everything; ``since``: the last event before the run."""

    def __init__(self, folder: Path, desk: Desk, since: int, people: list[str]) -> None:
        self._folder, self._desk, self._since = folder, desk, since
        self._ledgers = {handle: folder / f"ledger-{handle}.jsonl" for handle in people}

    def reach(self, faults: list[Fault], troubles: Troubles, seconds: float) -> Ended:
        """Let the store do what is due, then judge it. ``faults`` were seen while it ran."""
        while (swept := self._desk.upkeep.sweep()) and swept.delivered + swept.noted.warnings + swept.noted.breaches:
            pass
        verdict = self._desk.proof.compare_anchor(self._folder / ANCHOR)
        with self._desk._work.store.read() as connection:
            evidence = gather(connection, self._since)
        promises = [promise for ledger in self._ledgers.values() for promise in promises_of(ledger)]
        drawn = {act_id for ledger in self._ledgers.values() for act_id in ids_of(ledger)}
        findings = judge(promises, drawn, evidence)
        notices, of_notices = untold(self._desk, self._desk.clock.now())
        drafts = left_behind(self._ledgers.values())
        backups, of_backups = unsound_backups(self._folder)
        again = left_again(self._ledgers[SWEEPER])
        return Ended(
            findings,
            [
                *faults,
                *findings.faults,
                *imported_faults(self._files_done(), evidence),
                *taken_twice(evidence),
                *lost_drafts(promises, evidence),
                *of_notices,
                *old_drafts(drafts),
                *of_backups,
                *given_too_often(again, troubles),
            ],
            troubles.counts,
            [f"{one.stream} {one.seq}: {one.problem}" for one in verdict.problems],
            verdict.streams,
            verdict.events,
            seconds,
            len(evidence.imported),
            notices,
            drafts,
            backups,
            again,
        )

    def _files_done(self) -> dict[str, int]:
        done = {str(line["file_done"]) for line in lines_of(self._ledgers[IMPORTER]) if "file_done" in line}
        return dict.fromkeys(done, ROWS)


def left_again(ledger: Path) -> int:
    """How many replies sweepers gave to their channel more than once."""
    given = Counter(str(line["left"]) for line in lines_of(ledger) if "left" in line)
    return sum(times > 1 for times in given.values())


def given_too_often(again: int, troubles: Troubles) -> Iterator[Fault]:
    """A reply may go to its channel again where a sweeper died, or lost its store, between giving it and noting so."""
    excuses = troubles.deaths[SWEEPER] + sum(troubles.counts[name] for name in DISTURBING)
    if again > excuses:
        yield Fault("doubled", "the channel", f"{again} replies were given to it again, with {excuses} excuses")
