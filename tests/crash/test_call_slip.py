"""``kill -9`` while the phone is at the ear: the slip is there again."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter

from tests.builders import opened
from tests.crash.test_draft import OLDEST, console, type_and_look, words

from servicedesk.desk.desk import Desk


def test_a_call_slip_is_hardly_older_than_the_last_key(
    sqlite_url: str, lite: Desk, tmp_path: Path, among: Callable[[int, int], int]
):
    ticket = opened(lite, subject="A red lamp", phone="+351 912 345 678")
    lite.assignment.take(ticket)
    text = words(Random(among(0, 1 << 30)), 30)
    cut = among(len(text) // 2, len(text))
    with console(sqlite_url, tmp_path) as terminal:
        assert terminal.wait_until(lambda lines: "A red lamp" in "\n".join(lines)) is not None
        terminal.press("+", lambda lines: "who is it?" in "\n".join(lines))
        terminal.press("5678", lambda lines: "1 open" in "\n".join(lines))
        terminal.press("\r", lambda lines: "ctrl+s how it ended" in "\n".join(lines))
        sent = type_and_look(terminal, text[:cut])
        terminal.kill()
        killed = perf_counter()
    ((_name, kept),) = lite.forms.kept("call:")
    assert kept.fields["ticket"] == str(ticket)
    assert text.startswith(kept.fields["text"])
    assert len(kept.fields["text"]) >= max((count for at, count in sent if at < killed - OLDEST), default=0)
