"""Reading a ticket: what is on the screen, what is folded, what stays in place."""

import time
from datetime import timedelta

import pytest

from servicedesk.desk.views import ThreadPage
from servicedesk.tui.widgets.conversation_view import ConversationView

SIZE = (70, 16)
QUOTE = "\n\nOn Thu, 19 Nov 2026 at 10:02, Shop <care@shop.example>\nwrote:\n> one\n> two\n> three"


@pytest.fixture
def view():
    return ConversationView(empty_text="No ticket.")


def at(lines: list[str], words: str) -> int:
    return next(index for index, line in enumerate(lines) if words in line)


async def test_customer_ours_and_notes_look_different(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        messages = (
            views.message(1, "The lamp is broken."),
            views.ours(2, "We are sorry."),
            views.note(3, "claim 8841"),
        )
        view.show(views.ticket(messages), views.now)
        await pilot.pause()
        painted = lines(view)
        assert painted[at(painted, "The lamp")].startswith(" ▌ The lamp")
        assert painted[at(painted, "We are sorry")].startswith(" │ We are")
        assert "NOTE Lin Wei  11:40" in painted[at(painted, "NOTE")]
        grounds = {view.render_line(at(painted, words)).text[3:]: None for words in ("claim", "sorry")}
        assert len(grounds) == 2
        note, ours = (view.render_line(at(painted, words))._segments[0].style.bgcolor for words in ("claim", "sorry"))
        assert note != ours


async def test_signature_and_quoted_mail_are_folded_and_open_on_enter(view, host, views, lines) -> None:
    app = host(view)
    async with app.run_test(size=SIZE) as pilot:
        view.show(views.ticket((views.message(1, "Broken!\n-- \nMara\nPorto" + QUOTE),)), views.now)
        await pilot.pause()
        painted = lines(view)
        assert "> quoted, 5 lines  (enter)" in "\n".join(painted)
        assert "signature, 3 lines" in "\n".join(painted)
        assert "> two" not in "\n".join(painted)
        await pilot.press("down", "down", "enter")
        painted = "\n".join(lines(view))
        assert "> two" in painted
        assert "Porto" not in painted
        assert [message.message_id for message in app.of(ConversationView.Unfolded)] == [1]
        await pilot.press("enter")
        assert "> two" not in "\n".join(lines(view))


async def test_enter_on_a_message_asks_for_the_menu(view, host, views) -> None:
    app = host(view)
    async with app.run_test(size=SIZE) as pilot:
        view.show(views.ticket((views.message(1), views.ours(2))), views.now)
        await pilot.press("enter")
        assert view.focused_message.id == 2
        assert app.of(ConversationView.MenuWanted)[0].message.id == 2
        await pilot.press("up")
        assert view.focused_message.id == 1


async def test_events_are_one_dim_line_until_opened(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        view.names = {"person:2": "Ana"}
        events = (
            views.event(1, "assigned", 50, to=2),
            views.event(2, "status", 49, to="open"),
            views.event(3, "message", 48, message=1),
        )
        view.show(views.ticket((views.message(1), views.ours(2, minutes=10)), events), views.now)
        await pilot.pause()
        painted = lines(view)
        assert "2 events: given to Ana; status open  (enter)" in painted[at(painted, "2 events")]
        await pilot.press("up", "enter")
        painted = "\n".join(lines(view))
        assert "Ana 11:10: given to Ana" in painted
        assert "Ana 11:11: status open" in painted


async def test_days_are_separated_and_news_is_marked(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        messages = (views.message(1, minutes=26 * 60), views.ours(2, minutes=120), views.message(3, "news?", minutes=5))
        view.show(views.ticket(messages), views.now, new_since=views.now - timedelta(minutes=60))
        await pilot.pause()
        painted = lines(view)
        assert at(painted, "yesterday") < at(painted, "today") < at(painted, "new since you last looked")
        assert at(painted, "new since") == at(painted, "news?") - 2


async def test_a_pending_reply_counts_down_and_only_its_line_is_painted(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        pending = views.ours(2, delivery="pending", leaves_at=views.now + timedelta(seconds=14))
        failed = views.ours(3, delivery="failed", minutes=5)
        view.show(views.ticket((views.message(1), pending, failed)), views.now)
        await pilot.pause()
        painted = lines(view)
        assert "leaves in 14 s" in painted[at(painted, "leaves")]
        assert "NOT SENT" in painted[at(painted, "NOT SENT")]
        drawn: list[int] = []
        paint = view.render_line
        view.render_line = lambda y: drawn.append(y) or paint(y)
        view.tick(views.now + timedelta(seconds=4))
        await pilot.pause()
        assert drawn == [at(painted, "leaves")]
        assert "leaves in 10 s" in lines(view)[drawn[0]]


async def test_attachments_are_named_with_their_size(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        photo = views.attachment("灯\x1b[2J.jpg")
        view.show(views.ticket((views.message(1, attachments=(photo, views.attachment())),)), views.now)
        await pilot.pause()
        assert "[灯␛[2J.jpg 47 kB] [photo.jpg 47 kB]" in "\n".join(lines(view))


async def test_it_opens_at_the_newest_message(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        messages = tuple(views.message(i, f"words {i}", minutes=1000 - i) for i in range(1, 31))
        view.show(views.ticket(messages), views.now)
        await pilot.pause()
        assert "words 30" in lines(view)[-1]
        assert view.focused_message.id == 30


async def test_it_opens_with_the_newest_message_at_the_bottom(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        notes = tuple(views.note(i, "line\n" * 3 + str(i), minutes=100 - i) for i in range(10, 14))
        messages = (*(views.ours(i, minutes=900) for i in range(1, 9)), views.message(9, "Any news?", 200), *notes)
        view.show(views.ticket(messages), views.now)
        await pilot.pause()
        assert lines(view)[-1].split()[-1] == "13"
        assert view.focused_message.id == 13


async def test_it_stays_at_the_newest_when_its_height_changes(view, host, views, lines) -> None:
    """The header above grows when it learns of a promise, a scrollbar appears: the last line stays in view."""
    async with host(view).run_test(size=SIZE) as pilot:
        messages = tuple(views.message(i, f"words {i}", minutes=1000 - i) for i in range(1, 31))
        view.show(views.ticket(messages), views.now)
        await pilot.resize_terminal(60, 9)
        await pilot.pause()
        assert "words 30" in lines(view)[-1]


async def test_older_messages_are_asked_for_and_join_above(view, host, views, lines) -> None:
    app = host(view)
    async with app.run_test(size=SIZE) as pilot:
        messages = tuple(views.message(i, f"words {i}", minutes=1000 - i) for i in range(21, 31))
        view.show(views.ticket(messages, older=20), views.now)
        await pilot.press("home")
        await pilot.pause()
        assert "▲ 20 older messages  (enter)" in lines(view)[0]
        assert [m.before_message_id for m in app.of(ConversationView.OlderWanted)] == [21]
        at_top = lines(view)[3]
        older = tuple(views.message(i, f"words {i}", minutes=1000 - i) for i in range(11, 21))
        view.prepend(ThreadPage(older, (), 10))
        await pilot.pause()
        assert at_top in lines(view)
        assert view.scroll_offset.y > 10
        await pilot.press("home", "enter")
        assert [m.before_message_id for m in app.of(ConversationView.OlderWanted)] == [21, 11]


async def test_enter_on_the_older_line_asks_once(view, host, views) -> None:
    app = host(view)
    async with app.run_test(size=SIZE) as pilot:
        view.show(views.ticket((views.message(5), views.ours(6)), older=4), views.now)
        await pilot.press("home", "enter", "enter")
        assert len(app.of(ConversationView.OlderWanted)) == 1


async def test_the_same_ticket_again_keeps_place_and_folds(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        messages = tuple(views.message(i, f"words {i}" + QUOTE, minutes=1000 - i) for i in range(1, 31))
        view.show(views.ticket(messages), views.now)
        await pilot.press("home", "down", "enter", "pagedown")
        before, focus = lines(view), view.focused_message
        view.show(views.ticket((*messages, views.ours(99, "new", minutes=0))), views.now)
        await pilot.pause()
        assert lines(view) == before
        assert view.focused_message == focus


async def test_at_the_end_a_new_message_comes_into_view(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        messages = tuple(views.message(i, f"words {i}", minutes=1000 - i) for i in range(1, 31))
        view.show(views.ticket(messages), views.now)
        await pilot.pause()
        view.show(views.ticket((*messages, views.message(31, "the newest", minutes=0))), views.now)
        await pilot.pause()
        assert "the newest" in lines(view)[-1]


async def test_prepended_messages_survive_a_refresh(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        newest = tuple(views.message(i, f"words {i}", minutes=100 - i) for i in range(5, 8))
        view.show(views.ticket(newest, older=4), views.now)
        view.prepend(ThreadPage(tuple(views.message(i, f"words {i}", minutes=100 - i) for i in range(1, 5)), (), 0))
        view.show(views.ticket(newest, older=4), views.now)
        await pilot.press("home")
        assert "older" not in lines(view)[0]
        assert "words 1" in "\n".join(lines(view))


async def test_another_ticket_starts_afresh(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        view.show(views.ticket((views.message(1, "first ticket"),)), views.now)
        view.show(views.ticket((views.message(1, "second ticket"),), number=2), views.now)
        await pilot.pause()
        painted = "\n".join(lines(view))
        assert "second ticket" in painted
        assert "first ticket" not in painted
        view.clear()
        assert "No ticket." in "\n".join(lines(view))


async def test_up_and_down_reach_every_fold_and_every_line(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        body = "\n".join(f"line {i}" for i in range(40))
        messages = (views.message(1, body + QUOTE, 90), views.message(2, body + QUOTE, 80))
        view.show(views.ticket(messages), views.now)
        await pilot.press("home")
        seen: set[str] = set()
        focused = set()
        for _ in range(150):
            view.action_line_down()
            painted = lines(view)
            seen.update(line.strip(" >▌") for line in painted)
            focused.update(line for line in painted if line.startswith(">"))
        assert {f"line {i}" for i in range(40)} <= seen
        assert sum("quoted" in line for line in focused) >= 1
        assert sum("Mara" in line for line in focused) == 2
        for _ in range(150):
            view.action_line_up()
        await pilot.pause()
        assert view.scroll_offset.y == 0


async def test_a_huge_message_comes_in_stretches(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        started = time.process_time()
        view.show(views.ticket((views.message(1, "word " * 200_000 + "\nthe end"),)), views.now)
        assert time.process_time() - started < 0.5
        await pilot.press("end")
        painted = lines(view)
        assert "996 kB more  (enter)" in painted[-1]
        height = view.virtual_size.height
        await pilot.press("enter")
        assert view.virtual_size.height == height + 400


async def test_five_hundred_messages_open_like_three(view, host, views) -> None:
    """Only the stretch that was given is laid out; the count of older ones costs nothing."""
    async with host(view).run_test(size=SIZE):
        messages = tuple(views.message(i, f"words {i}", minutes=1000 - i) for i in range(471, 501))
        view.show(views.ticket(messages, older=470), views.now)
        assert view.virtual_size.height < 200


async def test_a_click_opens_a_fold(view, host, views, lines) -> None:
    app = host(view)
    async with app.run_test(size=SIZE) as pilot:
        view.show(views.ticket((views.message(1, "Broken!" + QUOTE),)), views.now)
        await pilot.pause()
        await pilot.click(view, offset=(6, at(lines(view), "quoted")))
        assert "> two" in "\n".join(lines(view))


async def test_a_message_of_a_merged_ticket_says_where_it_came_from(view, host, views, lines) -> None:
    async with host(view).run_test(size=SIZE) as pilot:
        view.show(views.ticket((views.message(1, ticket_id=77),)), views.now)
        await pilot.pause()
        assert "from #77" in "\n".join(lines(view))


@pytest.mark.parametrize("width", [30, 80, 160])
async def test_hostile_text_stays_text(width, host, views, lines, hostile) -> None:
    view = ConversationView(empty_text="\x1b[2J")
    async with host(view).run_test(size=(width, 100)):
        lines(view)
        for number, text in enumerate(hostile):
            messages = (
                views.message(1, text, 90, author_name=text, channel=text, ticket_id=5),
                views.ours(2, f"{text}\n> {text}\n> {text}\n> {text}\n-- \n{text}", 80, medium="side", side=text),
                views.note(3, text, 70),
                views.message(4, text, 60, attachments=(views.attachment(text, 10**12),), author=text, delivery=text),
            )
            kinds = (
                text,
                "status",
                "stage",
                "kind",
                "priority",
                "tagged",
                "assigned",
                "complaint",
                "linked",
                "created",
            )
            payload = {"to": text, "add": [text], "nature": text, "ticket": text, "kind": text, "until": text}
            events = tuple(views.event(i, kind, 50, actor=text, **payload) for i, kind in enumerate(kinds))
            view.names = {text: text}
            view.show(views.ticket(messages, events, number=number), views.now)
            lines(view)
            view.action_home()
            for _ in range(12):
                view.action_line_down()
                view.action_unfold()
            lines(view)
