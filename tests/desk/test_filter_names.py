"""A filter's words are looked for in customers' names too: in characters, Pinyin, whichever way they are written."""

import pytest
from tests.builders import opened

from servicedesk.desk.desk import Desk


@pytest.fixture
def tickets(desk: Desk) -> dict[str, int]:
    return {
        "wang": opened(desk, subject="落地灯", customer="wl@example.com", name="王磊"),
        "jose": opened(desk, subject="A red lamp", customer="jo@example.com", name="José Núñez"),
        "lamp": opened(desk, subject="An invoice", customer="la@example.com", name="Ida Lampert"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王磊", {"wang"}),
        ("wanglei", {"wang"}),
        ("王磊 落地", {"wang"}),
        ("王磊 lamp", set()),
        ("jose", {"jose"}),
        ("NUNEZ red", {"jose"}),
        ("lamp", {"jose", "lamp"}),
        ("customer:王磊", {"wang"}),
        ("customer:lamp", {"lamp"}),
        ('customer:"núñez josé"', {"jose"}),
        ("customer:nobody", set()),
        ("is:all customer:王磊 status:new", {"wang"}),
    ],
)
def test_names(desk: Desk, tickets: dict[str, int], text: str, found: set[str]):
    rows = desk.queue.page(text).rows
    assert {row.id for row in rows} == {tickets[name] for name in found}
    assert desk.queue.total(text) == len(found)
