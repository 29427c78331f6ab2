"""The list under keys and mouse: what it paints, what it asks for, what stays where."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from servicedesk.desk.views import QueuePage
from servicedesk.tui.widgets.queue_columns import OWED, TIME, cells, columns_for, marks_of
from servicedesk.tui.widgets.queue_list import QueueList
from servicedesk.tui.wording.signs import UNICODE

SIZE = (40, 12)


@pytest.fixture
def queue(clock):
    return QueueList(clock=clock, empty_text="Nothing here.")


def cursor_of(queue: QueueList) -> int | None:
    row = queue.cursor_row
    return row.id if row else None


async def test_it_paints_a_row_a_line(queue, host, views, lines) -> None:
    async with host(queue).run_test(size=SIZE):
        late = views.row(10001, due_at=views.now - timedelta(hours=3), membership="vip", kind="complaint")
        soon = views.row(
            10002,
            due_at=views.now + timedelta(minutes=12),
            risk_at=views.now,
            customer_name="王小明",
            subject="灯碎了，想退款",
        )
        queue.show(QueuePage((late, soon), None), offset=0, total=2)
        painted = lines(queue)
        assert painted[0].startswith(">C 10001  !-3h  V   Costa")
        assert painted[1].startswith(" I 10002  ~12m      王小明")
        assert "灯碎了" in painted[1]


async def test_the_cursor_moves_and_repaints_two_lines(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(10)), offset=0, total=10)
        await pilot.pause()
        painted: list[int] = []
        paint = queue.render_line
        queue.render_line = lambda y: painted.append(y) or paint(y)
        await pilot.press("down")
        assert sorted(set(painted)) == [0, 1]
        assert cursor_of(queue) == 1


async def test_a_move_is_told_at_once_and_a_rest_once(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(10)), offset=0, total=10)
        for _ in range(3):
            queue.action_cursor_down()
        assert [message.row.id for message in app.of(QueueList.CursorMoved)] == [0, 1, 2, 3]
        assert not app.of(QueueList.Rested)
        while not app.of(QueueList.Rested):
            await pilot.pause()
        assert [message.row.id for message in app.of(QueueList.Rested)] == [3]


async def test_keys_move_by_line_page_and_end(queue, host, views) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(views.page(range(50)), offset=0, total=50)
        for key, expected in (("down", 1), ("pagedown", 12), ("up", 11), ("end", 49), ("pageup", 38), ("home", 0)):
            await pilot.press(key)
            assert cursor_of(queue) == expected, key
        await pilot.press("up")
        assert cursor_of(queue) == 0


async def test_the_cursor_line_is_always_on_the_screen(queue, host, views) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(views.page(range(100)), offset=0, total=100)
        for key in ["down"] * 15 + ["pagedown"] * 3 + ["up"] * 20 + ["pageup"] * 2:
            await pilot.press(key)
            top = queue.scroll_offset.y
            assert top <= queue.cursor_index < top + queue.size.height


async def test_enter_and_a_double_click_open(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(10)), offset=0, total=10)
        await pilot.press("down", "enter")
        await pilot.click(queue, offset=(5, 4))
        assert cursor_of(queue) == 4
        await pilot.click(queue, offset=(5, 6), times=2)
        assert [message.row.id for message in app.of(QueueList.Opened)] == [1, 6]


async def test_it_asks_for_rows_within_a_screen_of_the_edge_once(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(50)), offset=0, total=500)
        await pilot.press("pagedown", "pagedown")
        assert not app.of(QueueList.RowsWanted)
        await pilot.press("pagedown", "pagedown", "down", "down")
        wanted = app.of(QueueList.RowsWanted)
        assert [(m.cursor_row.id, m.before, m.from_end) for m in wanted] == [(49, False, False)]
        queue.extend(views.page(range(50, 100)).rows, before=False, at_end=False, total=500)
        await pilot.press("end")
        assert app.of(QueueList.RowsWanted)[-1].from_end


async def test_the_end_of_a_long_list_is_asked_for_and_then_shown(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(50)), offset=0, total=500)
        await pilot.press("end")
        wanted = app.of(QueueList.RowsWanted)[-1]
        assert (wanted.cursor_row, wanted.before, wanted.from_end) == (None, True, True)
        queue.show(views.page(range(450, 500)), offset=450, total=500)
        assert (cursor_of(queue), queue.cursor_index) == (499, 499)
        await pilot.press("home")
        wanted = app.of(QueueList.RowsWanted)[-1]
        assert (wanted.cursor_row, wanted.before, wanted.from_end) == (None, False, False)
        queue.show(views.page(range(50)), offset=0, total=500)
        assert (cursor_of(queue), queue.cursor_index) == (0, 0)


async def test_rows_before_join_without_moving_the_view(queue, host, views, lines) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(views.page(range(450, 500)), offset=450, total=500)
        await pilot.pause()
        before = lines(queue)
        queue.extend(views.page(range(400, 450)).rows, before=True, at_end=False, total=500)
        await pilot.pause()
        assert lines(queue) == before
        assert queue.cursor_index == 450
        assert queue.move_to_ticket(400)


async def test_a_start_nearer_than_thought_shifts_the_rows(queue, host, views, lines) -> None:
    """Rows vanished above: the page that begins the list stands at 0, whatever the index said."""
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(views.page(range(50, 100)), offset=50, total=100)
        await pilot.pause()
        before = lines(queue)
        queue.extend(views.page(range(20, 50)).rows, before=True, at_end=True, total=80)
        await pilot.pause()
        assert lines(queue) == before
        assert (cursor_of(queue), queue.cursor_index) == (50, 30)


async def test_a_live_change_keeps_the_cursor_on_its_ticket_and_its_line(queue, host, views) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(views.page(range(100, 150)), offset=0, total=50)
        await pilot.press(*["down"] * 20)
        line = queue.cursor_index - queue.scroll_offset.y
        queue.show(views.page(range(95, 145)), offset=0, total=50)
        await pilot.pause()
        assert cursor_of(queue) == 120
        assert queue.cursor_index - queue.scroll_offset.y == line


async def test_a_vanished_ticket_leaves_the_cursor_at_its_index(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(10)), offset=0, total=10)
        await pilot.press("down", "down")
        rows = tuple(row for row in views.page(range(10)).rows if row.id != 2)
        queue.show(QueuePage(rows, None), offset=0, total=9)
        assert cursor_of(queue) == 3
        queue.show(QueuePage((), None), offset=0, total=0)
        assert queue.cursor_row is None


async def test_a_live_change_repaints_only_changed_lines(queue, host, views) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        page = views.page(range(10))
        queue.show(page, offset=0, total=10)
        await pilot.pause()
        painted: list[int] = []
        paint = queue.render_line
        queue.render_line = lambda y: painted.append(y) or paint(y)
        changed = tuple(replace(row, subject="new words") if row.id == 4 else row for row in page.rows)
        queue.show(QueuePage(changed, None), offset=0, total=10)
        await pilot.pause()
        assert set(painted) - {10, 11} == {4}


async def test_a_far_drag_asks_for_an_offset(queue, host, views, lines) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(50)), offset=0, total=100_000)
        queue.scroll_to(y=60_000, animate=False, force=True)
        await pilot.pause()
        assert [message.index for message in app.of(QueueList.OffsetWanted)] == [60_000]
        assert all("·" in line for line in lines(queue))
        queue.show(views.page(range(60_000, 60_050)), offset=60_000, total=100_000)
        await pilot.pause()
        assert queue.cursor_row is not None


async def test_the_wheel_scrolls_and_asks(queue, host, views) -> None:
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(30)), offset=0, total=300)
        queue.scroll_to(y=10, animate=False, force=True)
        await pilot.pause()
        assert [message.cursor_row.id for message in app.of(QueueList.RowsWanted)] == [29]
        assert cursor_of(queue) == 0


async def test_selected_rows_show_without_colour(queue, host, views, lines) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(views.page(range(10, 20)), offset=0, total=10)
        queue.toggle_selected()
        await pilot.press("down")
        queue.toggle_selected()
        assert queue.selected == {10, 11}
        assert [line[:3] for line in lines(queue)[:3]] == [" I*", ">I*", " I "]
        queue.toggle_selected()
        assert queue.selected == {10}
        queue.select([11, 12, 900])
        assert queue.selected == {10, 11, 12, 900}
        assert [line[2] for line in lines(queue)[:4]] == ["*", "*", "*", " "]
        queue.clear_selected()
        assert not queue.selected


async def test_a_tick_repaints_the_rows_whose_time_changed(queue, host, views, lines) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        soon = views.row(1, due_at=views.now + timedelta(minutes=12, seconds=30), risk_at=views.now)
        later = views.row(2, due_at=views.now + timedelta(hours=5, minutes=30))
        queue.show(QueuePage((soon, later), None), offset=0, total=2)
        await pilot.pause()
        painted: list[int] = []
        paint = queue.render_line
        queue.render_line = lambda y: painted.append(y) or paint(y)
        queue.tick(views.now + timedelta(minutes=1))
        await pilot.pause()
        assert painted == [0]
        assert "~11m" in lines(queue)[0]


async def test_an_empty_list_says_so(queue, host, lines) -> None:
    async with host(queue).run_test(size=SIZE) as pilot:
        queue.show(QueuePage((), None), offset=0, total=0)
        await pilot.press("down", "up", "end", "home", "enter", "pagedown")
        assert "Nothing here." in "".join(lines(queue))
        queue.toggle_selected()
        assert not queue.selected


async def test_moving_to_a_ticket(queue, host, views) -> None:
    async with host(queue).run_test(size=SIZE):
        queue.show(views.page(range(100)), offset=0, total=100)
        assert queue.move_to_ticket(70)
        assert cursor_of(queue) == 70
        assert not queue.move_to_ticket(7000)


async def test_a_walk_to_the_end_of_a_long_list_and_back(queue, host, views) -> None:
    """The window slides: every row is met once, in order, though few are held."""
    total = 2000
    app = host(queue)
    async with app.run_test(size=SIZE) as pilot:
        queue.show(views.page(range(50)), offset=0, total=total)
        for _ in range(300):
            for wanted in app.of(QueueList.RowsWanted):
                last = wanted.cursor_row.id
                rows = views.page(range(last + 1, min(total, last + 51))).rows
                queue.extend(rows, before=False, at_end=last + 51 >= total, total=total)
            app.posted.clear()
            queue.action_page_down()
            assert cursor_of(queue) == queue.cursor_index
        assert cursor_of(queue) == total - 1
        assert len(queue.rows) <= 600
        while queue.cursor_index:
            for wanted in app.of(QueueList.RowsWanted):
                first = wanted.cursor_row.id
                rows = views.page(range(max(0, first - 50), first)).rows
                queue.extend(rows, before=True, at_end=first <= 50, total=total)
            app.posted.clear()
            before = queue.cursor_index
            queue.action_page_up()
            assert cursor_of(queue) == queue.cursor_index
            assert queue.cursor_index < before or app.of(QueueList.RowsWanted)
        await pilot.pause()


@pytest.mark.parametrize("width", [34, 76, 90, 104, 160])
async def test_hostile_rows_stay_in_their_columns(width, clock, host, views, lines, hostile) -> None:
    queue = QueueList(clock=clock, empty_text="\x1b[2J\n")
    rows = [
        views.row(10_000 + i, subject=text, customer_name=text, assignee=text, status=text, kind=text, priority=text)
        for i, text in enumerate([*hostile, "x" * 1_000_000, "退" * 1_000_000])
    ]
    async with host(queue).run_test(size=(width, 100)):
        queue.show(QueuePage(tuple(rows), None), offset=0, total=len(rows))
        painted = lines(queue)
        assert all(line[3:8] == str(10_000 + i) for i, line in enumerate(painted[: len(rows)]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    width=st.integers(34, 160),
    subject=st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    name=st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    minutes=st.integers(-(10**6), 10**6),
    number=st.integers(1, 10**9),
    several=st.booleans(),
)
def test_every_column_has_its_width(views, width, subject, name, minutes, number, several) -> None:
    due = views.now + timedelta(minutes=minutes)
    row = views.row(number, subject=subject, customer_name=name, due_at=due)
    columns = columns_for(width, len(str(number)), several=several)
    spans = cells(row, columns, marks_of(row, views.now), UNICODE, cursor=True, selected=True)
    assert sum(cell_len(text) for text, _ in spans) == width
    assert [cell_len(text) for text, _ in spans][:9] == [
        *(1, 1, 1, columns.number, 1, TIME + 1),
        *(OWED, 1, columns.mark + 1),
    ]


def test_wide_lists_have_more_columns(views) -> None:
    assert (columns_for(34, 5).status, columns_for(34, 5).assignee) == (0, 0)
    wide = columns_for(120, 5)
    assert min(wide.status, wide.priority, wide.assignee) > 0
    assert wide.subject > 30


@pytest.mark.parametrize(("width", "cells"), [(34, 0), (48, 6), (80, 8), (120, 10)])
def test_a_list_of_several_people_says_whose_each_ticket_is(width: int, cells: int) -> None:
    columns = columns_for(width, 5, several=True)
    assert columns.assignee == cells
    assert columns.name >= 6
    assert columns.subject >= (10 if cells else 7)
    assert columns_for(width, 5).assignee == (10 if width == 120 else 0)


async def test_an_overdue_promise_shows_beside_the_clocks_time_when_it_is_broken(clock, queue, host, views, lines):
    async with host(queue).run_test(size=SIZE):
        due, promised = views.now + timedelta(hours=2, minutes=30), views.now + timedelta(minutes=1)
        queue.show(QueuePage((views.row(10001, due_at=due, remind_at=promised),), None), offset=0, total=1)
        assert lines(queue)[0].startswith(">I 10001    2h      ")
        queue.tick(views.now + timedelta(minutes=2))
        assert lines(queue)[0].startswith(">I 10001    2h p    ")
