"""Tags as they are typed on one ticket: parted by any comma, refused before anything happens."""

import pytest
from tests.builders import opened
from tests.tui.driving import console_at

from servicedesk.tui.widgets.choice_list import ChoiceList


@pytest.fixture
def ticket(lite):
    number = opened(lite, tags=["vip"])
    lite.assignment.take(number)
    return number


async def ask_tags(console):
    await console.press("p")
    offered = [choice.value for choice in console.app.screen.query_one(ChoiceList).choices]
    await console.press(str(1 + offered.index("tags")))


@pytest.mark.parametrize("typed", ["加急，回电、vip", "加急, 回电;vip", "加急；回电 vip", " ，加急 回电 vip 加急，"])
async def test_any_comma_parts_tags(sqlite_url, clock, lite, ticket, typed):
    async with console_at(sqlite_url, clock) as console:
        await ask_tags(console)
        await console.press("ctrl+u")
        await console.type(f"{typed}\n")
        assert set(lite.tickets.show(ticket).tags) == {"加急", "回电", "vip"}


async def test_a_wrong_tag_is_refused_where_it_is_typed(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await ask_tags(console)
        await console.type(" a:b\n")
        assert "tag: 'a:b' can't be a tag" in console.text
        assert "separated by blanks or commas" in console.text
        await console.press("escape")
        assert lite.tickets.show(ticket).tags == ("vip",)
