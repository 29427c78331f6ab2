"""What was written now stands apart from what was quoted, in the spellings of mail programs."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.tui.quoting import parts

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
LINES = [
    "Hello",
    "",
    "> quoted",
    ">> deeper",
    "-- ",
    "Mara",
    "On Thu, 19 Nov 2026, Shop wrote:",
    "From: a@b",
    "Sent: now",
]
BODY = st.lists(st.sampled_from([*LINES, *HOSTILE])).map("\n".join) | st.text()


def kinds(body: str) -> list[tuple[str, int]]:
    return [(part.kind, part.lines) for part in parts(body)]


@given(BODY)
def test_the_parts_are_the_message(body: str) -> None:
    assert "".join(part.text for part in parts(body)) == body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hello\nthere", [("text", 2)]),
        ("", [("text", 0)]),
        ("Yes.\n\n> a\n> b\n\n> c\n\nNo.", [("text", 1), ("quote", 3), ("text", 1)]),
        (
            "Yes.\n\nOn Thu, 19 Nov 2026 at 10:02, Shop wrote:\n> a\n> b\n\nbelow",
            [("text", 1), ("quote", 3), ("text", 1)],
        ),
        ("Yes.\nOn Thu, 19 Nov 2026 at 10:02, Shop <care@shop.example>\nwrote:\n\n> a", [("text", 1), ("quote", 3)]),
        ("Ja.\nAm Do., 19. Nov. 2026 um 10:02 schrieb Shop <a@b>:\n> a", [("text", 1), ("quote", 2)]),
        ("Oui.\nLe jeu. 19 nov. 2026 à 10:02, Shop <a@b> a écrit :\nvieux\nmail", [("text", 1), ("quote", 3)]),
        ("好的。\n在 2026年11月19日，客服 写道：\n> 您好", [("text", 1), ("quote", 2)]),
        ("好的。\n发件人: a@b\n发送时间: 2026\n主题: x\n\n旧", [("text", 1), ("quote", 4)]),
        ("Ok\n-----Original Message-----\nFrom: x\nold", [("text", 1), ("quote", 3)]),
        ("Ok\nFrom: a@b\nSent: now\nTo: us\n\nold", [("text", 1), ("quote", 4)]),
        ("Ok\n-- \nMara\nPorto", [("text", 1), ("signature", 3)]),
        ("Ok\n--\nMara\n> quoted", [("text", 1), ("signature", 2), ("quote", 1)]),
        ("Ok\nSent from my iPhone", [("text", 1), ("signature", 1)]),
        ("Ok\r\n> a\r\n> b\r\n", [("text", 1), ("quote", 2)]),
        ("好的\n\n发自我的 iPhone", [("text", 1), ("signature", 1)]),
        ("好的\n發自我的 iPhone", [("text", 1), ("signature", 1)]),
        (
            "好的\n从我的 iPad 发送\n\n在 2026年11月19日，客服 写道：\n> 您好",
            [("text", 1), ("signature", 1), ("quote", 2)],
        ),
        ("好的\n来自我的华为手机", [("text", 1), ("signature", 1)]),
        ("好的\n发自网易邮箱大师", [("text", 1), ("signature", 1)]),
        ("Ok\nGesendet von Mail für Windows", [("text", 1), ("signature", 1)]),
        ("好的\n| |\n张三\n|\nabc@163.com\n|\n签名由网易邮箱大师定制", [("text", 1), ("signature", 6)]),
        ("好的\n-------- 转发邮件信息 --------\n发件人：a\n旧", [("text", 1), ("quote", 3)]),
        ("Ok\n______________\nFrom: a\nSent: b\nTo: c\n\nold", [("text", 1), ("quote", 5)]),
        ("Ok\n\nBegin forwarded message:\n\nFrom: a\nDate: b\n\nold", [("text", 1), ("quote", 4)]),
    ],
)
def test_parts(body: str, expected: list[tuple[str, int]]) -> None:
    assert kinds(body) == expected


@pytest.mark.parametrize(
    "body", ["> only\n> quoted", "-- \nMara", "From: a\nDate: b\n\nforwarded", "On a, b c d e wrote:\n> x"]
)
def test_a_message_of_quotes_alone_is_its_text(body: str) -> None:
    assert [kind for kind, _ in kinds(body)] == ["text"]


@pytest.mark.parametrize(
    "body",
    [
        "From: Porto, with love\nI write",
        "I said: no",
        "On the lamp: it broke",
        "a -- b",
        "1 > 0",
        "Hello\n发自内心的感谢",
        "Hello\n来自我的朋友推荐，买了三盏灯，" + "很满意，" * 20,
        "Hello\nSent from my shop in Porto, this lamp has travelled through half of Europe before it broke.",
        "Hello\nSent with love\n" + "and more\n" * 6,
        "Hello\n----------\nthe lamp\n----------\nthe rug",
        "a\n| |\nb",
    ],
)
def test_plain_words_are_not_taken_for_mail_headers(body: str) -> None:
    assert [kind for kind, _ in kinds(body)] == ["text"]


def test_a_huge_body_costs_little_and_keeps_everything() -> None:
    body = "> quoted\n" * 200_000 + "end"
    found = parts("text\n" + body)
    assert "".join(part.text for part in found) == "text\n" + body
    assert found[-1].kind == "quote"


@pytest.mark.parametrize("line", ["Sent with x", "发自我的", "_____", "| |", "-- ", "From: a", "On a, b c d e"])
def test_lines_that_begin_like_something_cost_little(line: str) -> None:
    start = time.process_time()
    parts(f"{line}\n" * 100_000)
    assert time.process_time() - start < 1
