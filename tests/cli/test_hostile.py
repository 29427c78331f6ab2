"""Stored text can't act on a terminal, also on the command line, and JSON keeps it as it was."""

import re

import pytest

HOSTILE = (
    "\x1b]2;PWNED\x1b\\\x1b[2Jred\x1b[31m",
    "\x9b2J\x90q\x85next",
    "\u202eevil\u2066x\u2069",
    "[@click=app.quit]x[/b] [order 12]",
    "bell\x07 back\x08\x08 del\x7f",
    "👨\u200d👩\u200d👧 한국어 ไทย " + "e" + "\u0301" * 50,
)
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def ticket(desk):
    everything = " ".join(HOSTILE)
    words = ("ticket", "open", "--kind", "inquiry", "--subject", everything, "--body", f"{everything}\nsecond line")
    opened = desk.json(*words, "--customer", "x@example.com", "--name", everything)
    desk.json("ticket", "promise", opened["id"], "--text", everything, "--due", "+1h")
    desk.json("ticket", "take", opened["id"])
    return opened["id"]


@pytest.mark.parametrize(
    "words",
    [
        ["ticket", "show", "N"],
        ["ticket", "note", "N", "--text", "\x1b[2J"],
        ["queue", "list"],
        ["queue", "list", "--csv"],
        ["find", "PWNED"],
        ["handover"],
        ["handover", "--csv"],
        ["people", "list"],
    ],
)
def test_no_control_character_is_printed(desk, ticket, words):
    result = desk(*[ticket if word == "N" else word for word in words])
    assert result.code == 0
    assert result.out
    assert CONTROLS.findall(result.out) == []


def test_errors_are_clean_too(desk):
    result = desk("ticket", "assign", desk.opened(), "\x1b]2;PWNED\x07")
    assert result.code == 1
    assert CONTROLS.findall(result.err) == []


def test_json_keeps_every_character_and_prints_none_of_the_dangerous(desk, ticket):
    result = desk("ticket", "show", ticket, "--json")
    assert CONTROLS.findall(result.out) == []
    assert result.data["messages"][0]["body"] == " ".join(HOSTILE) + "\nsecond line"
    assert "한국어" in result.out


def test_markup_is_text(desk, ticket):
    assert "[@click=app.quit]x[/b] [order 12]" in desk("ticket", "show", ticket).out


@pytest.mark.parametrize("text", ["", "\x00", "x" * 1_000_000])
def test_odd_texts_are_taken_or_refused_in_a_sentence(desk, text, tmp_path, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    result = desk("ticket", "note", desk.opened(), "--text", "-", "--json")
    assert result.code in (0, 2)
    if result.code:
        assert result.error["code"] == "invalid"
