"""The story told to its end: what a store may hold when its teller dies on the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.crash.watching import Ended, run_child

from servicedesk.desk.desk import open_desk

ACTS = 36
State = dict[str, str]


@dataclass(frozen=True)
class Tale:
    """``states[k]``: what the store went through from the k-th answer to the next one, oldest first."""

    seed: int
    states: list[list[State]]
    seen: Mapping[str, int]
    log_bytes: int

    def start(self, url: str, where: str, n: int) -> Ended:
        """Tell it again on a fresh store and die on the way."""
        return run_child(job="acts", url=url, seed=self.seed, count=ACTS, where=where, n=n)

    def may_follow(self, answers: int) -> list[State]:
        """What may be found after so many answers: nothing less, and at most the transactions of the act after."""
        return self.states[answers]


def tell(url: str, seed: int) -> Tale:
    """Tell the story to its end on a staffed store."""
    ended = run_child(job="told", url=url, seed=seed, count=ACTS, where="nowhere", n=0)
    assert not ended.died
    assert len(ended.reports) == ACTS
    states = [report["states"] for report in ended.reports]
    return Tale(seed, [*states, [states[-1][-1]]], ended.last["seen"], ended.last["log"])


def goes_on(url: str) -> None:
    """The program opens the store, finds it sound, works on, and leaves it sound."""
    desk = open_desk(url)
    try:
        assert desk.proof.verify().problems == ()
        opened = desk.intake.open(
            kind="inquiry", subject="After the fall", body="Are you there?", customer="a@example.com"
        )
        desk.conversation.reply(opened.ticket.id, "We are.")
        assert desk.proof.verify().problems == ()
    finally:
        desk.close()


def assert_is_one_of(left: State, states: list[State]) -> None:
    """A store holds one of these states; the message names the tables that differ from each."""
    differing = [sorted(t for t in left.keys() | state.keys() if left.get(t) != state.get(t)) for state in states]
    assert [] in differing, f"half done: {differing}"
