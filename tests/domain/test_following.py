"""Following numbers that are given in order and committed in any: each event once, none lost, whatever the order."""

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.together import Gap, Upto


class Server:
    """Transactions, numbers of events, and what a look sees of them."""

    def __init__(self) -> None:
        self.running: dict[int, list[int]] = {}
        self.visible: set[int] = set()
        self._transaction = self._event = 0

    def begin(self) -> None:
        self._transaction += 1
        self.running[self._transaction] = []

    def write(self, which: int) -> None:
        if self.running:
            self._event += 1
            self.running[sorted(self.running)[which % len(self.running)]].append(self._event)

    def end(self, which: int, committed: bool) -> None:
        if self.running:
            events = self.running.pop(sorted(self.running)[which % len(self.running)])
            self.visible |= set(events) if committed else set()

    def look(self, upto: Upto) -> tuple[Upto, list[int]]:
        wanted = (e for e in self.visible if e > upto.top or any(g.first <= e <= g.last for g in upto.gaps))
        found = sorted(wanted)
        self._transaction += 1
        oldest = min(self.running, default=self._transaction)
        return upto.seen(found, oldest=oldest, newest=self._transaction), found


steps = st.lists(
    st.tuples(st.sampled_from(("begin", "write", "commit", "fail", "look")), st.integers(0, 5)), max_size=80
)


@given(steps)
def test_each_event_is_told_once_and_none_is_lost(todo: list[tuple[str, int]]):
    server, upto, told = Server(), Upto(0), []
    for what, which in todo:
        match what:
            case "begin":
                server.begin()
            case "write":
                server.write(which)
            case "look":
                upto, found = server.look(upto)
                told += found
            case _:
                server.end(which, what == "commit")
    while server.running:
        server.end(0, True)
    for _ in range(2):
        upto, found = server.look(upto)
        told += found
    assert sorted(told) == sorted(server.visible)
    assert upto.gaps == ()


def test_gaps_are_cut_where_events_came():
    upto = Upto(10).seen([12, 13, 17], oldest=5, newest=9)
    assert upto == Upto(17, (Gap(11, 11, 9), Gap(14, 16, 9)))
    assert upto.seen([15], oldest=8, newest=20) == Upto(17, (Gap(11, 11, 9), Gap(14, 14, 9), Gap(16, 16, 9)))
    assert upto.seen([], oldest=9, newest=20) == Upto(17)
    assert Upto(10).leaves_gaps([12])
    assert not Upto(10).leaves_gaps([11, 12])
    assert not upto.leaves_gaps([15, 11])
