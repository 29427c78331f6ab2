"""The state machines: every state is reachable and reaches an end, and the page that shows them is theirs."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from servicedesk.domain.errors import IllegalMove
from servicedesk.domain.workflows.approval import APPROVAL, ApprovalState
from servicedesk.domain.workflows.complaint import COMPLAINT
from servicedesk.domain.workflows.escalation import ESCALATION, EscalationState
from servicedesk.domain.workflows.machine import Machine
from servicedesk.domain.workflows.rma import RMA

DOCS = Path(__file__).parents[2] / "docs"
MACHINES = {machine.what: machine for machine in (COMPLAINT, RMA, ESCALATION, APPROVAL)}


def reached(machine: Machine, start: str) -> set[str]:
    found, new = {start}, {start}
    while new:
        new = {target for state in new for target in machine.next_states(state)} - found
        found |= new
    return found


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_state_is_named_reached_and_reaches_an_end(machine: Machine):
    named = set(machine.meanings)
    assert {state for move in machine.moves for state in (move.source, move.target)} <= named
    assert {state for start in machine.starts for state in reached(machine, start)} == named
    ends = machine.finals or {"closed"}  # a closed complaint can only be reopened by its customer
    assert all(reached(machine, state) & ends for state in named)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_a_move_leads_to_one_state_and_any_other_is_refused_with_the_legal_ones(machine: Machine):
    names = {move.name for move in machine.moves}
    for state in machine.meanings:
        targets = [(move.name, move.target) for move in machine.from_state(state)]
        assert len(dict(targets)) == len(targets)
        for name, target in targets:
            assert machine.after(state, name) == target
        for name in names - set(machine.legal(state)):
            with pytest.raises(IllegalMove) as refused:
                machine.after(state, name)
            assert refused.value.details["legal"] == list(machine.legal(state))


def test_the_states_of_the_enumerations_are_those_of_the_tables():
    assert set(EscalationState) == set(ESCALATION.meanings)
    assert set(ApprovalState) == set(APPROVAL.meanings)


def test_the_page_shows_the_tables():
    page = (DOCS / "workflows.md").read_text(encoding="utf-8")
    assert maker().made(page) == page, "run: make workflows"
    assert all(
        f"    {move.source} --> {move.target}: {move.name}" in page for m in MACHINES.values() for move in m.moves
    )


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_workflows", DOCS / "make_workflows.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
