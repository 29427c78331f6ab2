"""The stretch of a list that is held."""

from servicedesk.tui.widgets.queue_window import KEEP, QueueWindow


def ids(window: QueueWindow) -> list[int]:
    return [row.id for row in window.rows]


def test_pages_join_and_old_rows_are_let_go(views) -> None:
    window = QueueWindow()
    window.replace(views.page(range(100)).rows, 0, 10_000)
    for start in range(100, 1000, 100):
        window.extend(views.page(range(start, start + 100)).rows, before=False, at_end=False, total=10_000)
    assert len(window.rows) == KEEP
    assert (window.offset, window.end, window.total) == (400, 1000, 10_000)
    assert (window.row(399), window.row(400).id, window.index_of(999)) == (None, 400, 999)
    shift = window.extend(views.page(range(300, 400)).rows, before=True, at_end=False, total=10_000)
    assert (shift, window.offset, window.end) == (0, 300, 900)


def test_rows_that_are_already_held_do_not_come_twice(views) -> None:
    window = QueueWindow()
    window.replace(views.page(range(10)).rows, 0, 30)
    window.extend(views.page(range(5, 15)).rows, before=False, at_end=False, total=30)
    assert ids(window) == list(range(15))


def test_the_end_corrects_the_total(views) -> None:
    window = QueueWindow()
    window.replace(views.page(range(10)).rows, 0, 30)
    window.extend(views.page(range(10, 15)).rows, before=False, at_end=True, total=30)
    assert window.total == 15


def test_the_start_corrects_the_offset(views) -> None:
    window = QueueWindow()
    window.replace(views.page(range(50, 60)).rows, 50, 100)
    assert window.extend(views.page(range(45, 50)).rows, before=True, at_end=True, total=100) == -45
    assert window.offset == 0
    window.replace(views.page(range(50, 60)).rows, 2, 100)
    assert window.extend(views.page(range(45, 50)).rows, before=True, at_end=False, total=100) == 4
    assert window.offset == 1
