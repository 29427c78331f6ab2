"""Which panes stand where."""

from servicedesk.tui.panes import Pane, beside, side_by_side, too_small, visible


def test_by_width():
    assert [side_by_side(width) for width in (80, 103, 104, 120, 147, 148, 160, 300)] == [1, 1, 2, 2, 2, 3, 3, 3]


def test_one_pane_is_the_present_one():
    assert visible(80, Pane.CUSTOMER) == {Pane.CUSTOMER}


def test_with_two_the_queue_gives_way_to_the_customer():
    assert visible(120, Pane.QUEUE) == {Pane.QUEUE, Pane.TICKET}
    assert visible(120, Pane.CUSTOMER) == {Pane.TICKET, Pane.CUSTOMER}


def test_moving_stops_at_the_ends():
    assert beside(Pane.QUEUE, -1) is Pane.QUEUE
    assert beside(Pane.QUEUE, 1) is Pane.TICKET
    assert beside(Pane.CUSTOMER, 1) is Pane.CUSTOMER


def test_too_small():
    assert too_small(40, 10)
    assert not too_small(80, 24)
