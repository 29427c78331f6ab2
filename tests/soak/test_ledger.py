"""The ledger: what stands in it after a death is what was promised before."""

from pathlib import Path

from tests.builders import NOON
from tests.soak.agents import AnnouncedIds
from tests.soak.ledger import Ledger, ids_of, promises_of


def promise(ledger: Ledger, number: int, act_id: str) -> None:
    ledger.write(about="note", n=number, id=act_id, word=f"w{number}", plan={"ticket": 1})


def test_an_agent_that_dies_leaves_one_act_open(tmp_path: Path):
    path = tmp_path / "ledger-lin.jsonl"
    ledger = Ledger(path)
    promise(ledger, 1, "a")
    ledger.write(n=1, outcome="done", answer={"act_id": "a"})
    promise(ledger, 2, "b")
    assert [(one.agent, one.act_id, one.outcome) for one in promises_of(path)] == [
        ("ledger-lin", "a", "done"),
        ("ledger-lin", "b", "open"),
    ]


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path):
    path = tmp_path / "ledger-lin.jsonl"
    promise(Ledger(path), 1, "a")
    with path.open("ab") as file:
        file.write(b'{"n":1,"outcome":"do')
    Ledger(path).write(n=1, found=True)
    (one,) = promises_of(path)
    assert (one.outcome, one.found) == ("open", True)


def test_an_announced_id_is_the_one_the_act_gets_and_further_ones_are_noted(tmp_path: Path):
    path = tmp_path / "ledger-lin.jsonl"
    ids = AnnouncedIds(Ledger(path))
    announced = ids.announce(NOON, 7)
    assert ids.next(NOON) == announced
    further = ids.next(NOON)
    assert further != announced
    assert ids_of(path) == {further}
