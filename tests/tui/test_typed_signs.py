"""Signs typed while writing, Chinese signs as keys, and leaving with ctrl+q in mid sentence."""

import pytest
from tests.builders import opened
from tests.tui.driving import console_at
from textual import events

from servicedesk.tui.terminal.reading import Burst
from servicedesk.tui.widgets.composer import asks_for_answers


@pytest.fixture
def ticket(lite):
    number = opened(lite, subject="red lamp")
    lite.assignment.take(number)
    return number


@pytest.mark.parametrize("before", ["//", "Hello //", "、、", "您好、、", "您好 、、", "您好//", "／／", "a\t//"])
def test_a_pair_at_a_words_start_asks_for_answers(before):
    assert asks_for_answers(before)


@pytest.mark.parametrize("before", ["", "/", "https://", "a//", "///", "、、、", "and/or/", "/ /", "a、、"])
def test_a_pair_elsewhere_is_text(before):
    assert not asks_for_answers(before)


@pytest.mark.parametrize("sign", ["/", "、", "／"])
async def test_the_sign_gives_way_to_the_answers(sqlite_url, clock, ticket, sign):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type(f"Hello {sign}{sign}")
        assert console.app.screen is not console.desk, "the answers are open"
        await console.press("escape")
        assert console.draft == "Hello "


async def test_an_address_or_a_paste_opens_nothing(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("see https://example.com ")
        console.app.post_message(events.Paste("// pasted"))
        await console.settle()
        assert console.app.screen is console.desk
        assert console.draft == "see https://example.com // pasted"


async def test_a_line_end_after_a_burst_is_one_in_a_text(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        console.app.post_message(Burst("one\rtwo", entered=True))
        await console.settle()
        assert console.draft == "one\ntwo\n"


@pytest.mark.parametrize("mode", ["r", "n"])
async def test_leaving_in_mid_sentence_keeps_it(sqlite_url, clock, lite, ticket, mode):
    async with console_at(sqlite_url, clock) as console:
        await console.press(mode)
        for key in ("H", "i", "ctrl+q"):
            console.send(key)
        await console.until(lambda: console.app.return_code is not None)
    assert [draft.body for draft in lite.drafts.load(ticket)] == ["Hi"]


@pytest.mark.parametrize(
    ("sign", "opens"), [("？", "Keys "), ("：", "Every act"), ("／", "Show which"), ("、", "Show which")]
)
async def test_chinese_signs_are_the_keys_they_are_typed_with(sqlite_url, clock, ticket, sign, opens):
    async with console_at(sqlite_url, clock) as console:
        await console.press(sign)
        assert opens in console.text


async def test_full_width_letters_are_letters(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("ｓ")
        assert "make it" in console.text
        await console.press("１")
        assert "make it" not in console.text
        await console.press("r")
        await console.type("ｓ１？")
        assert console.draft == "ｓ１？", "in a text they are themselves"


@pytest.mark.parametrize(
    "pieces", [[("is:waiting", True)], [("is:wai", False), ("ting", True)], [("is:waiting", False), ("", True)]]
)
async def test_an_enter_that_came_at_once_with_its_filter_takes_it(sqlite_url, clock, ticket, pieces):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        for text, entered in pieces:
            console.app.post_message(Burst(text, entered=entered, one_line=entered))
        await console.until(lambda: console.desk.state.filter.endswith(" is:waiting"))
        assert console.app.screen is console.desk


async def test_a_wrong_filter_that_came_at_once_says_what_is_wrong(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        console.app.post_message(Burst("is:nonsense", entered=True, one_line=True))
        await console.settle()
        assert "is:nonsense" in console.text
        assert "nonsense" in str(console.app.screen.query_one(".wrong").render())


async def test_lines_that_came_at_once_are_no_enter(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        console.app.post_message(Burst("is:live\nlamp", entered=True))
        await console.settle()
        assert console.app.screen is not console.desk
        assert "is:live lamp" in console.text


async def test_a_line_that_nothing_takes_in_is_no_enter(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        prompt = console.app.screen
        prompt.set_focus(None)
        console.app.post_message(Burst("lamp", entered=True, one_line=True))
        await console.settle()
        assert console.app.screen is prompt
