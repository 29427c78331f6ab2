"""The table of a return's stages: every stage has a way to an end, and no move is there twice."""

from collections import Counter

from servicedesk.domain.returns import RmaStage
from servicedesk.domain.workflows.rma import RMA


def test_every_stage_has_a_way_to_an_end():
    for stage in RmaStage:
        seen, frontier = {stage}, [stage]
        while frontier:
            frontier = [RmaStage(to) for at in frontier for to in RMA.next_states(at) if to not in seen]
            seen.update(frontier)
        assert seen & RMA.finals, stage


def test_a_move_leads_to_one_stage_and_every_stage_is_reached():
    assert set(Counter((move.source, move.name) for move in RMA.moves).values()) == {1}
    assert {move.target for move in RMA.moves} | set(RMA.starts) == set(RmaStage) == set(RMA.meanings)
