"""``kill -9`` of the console in the middle of a sentence: what was typed more than a moment ago is in the store."""

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter

from bench.pty_driver import Terminal
from tests.builders import opened

from servicedesk.desk.desk import Desk

OLDEST = 1.5
"""Seconds that a key may be missing from the store. A second is promised; a busy machine may take half of one more."""
PIECE = 6
"""Characters typed between two looks at the screen."""


def console(url: str, folder: Path) -> Terminal:
    homes = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return Terminal([sys.executable, "-m", "servicedesk", "--store", url, "--as", "lin"], environment=homes)


def words(random: Random, count: int) -> str:
    return " ".join(f"{random.getrandbits(24):06x}" for _ in range(count))


def type_and_look(terminal: Terminal, text: str) -> list[tuple[float, int]]:
    """Type piece by piece, each once the one before is on the screen; when how many characters had been sent."""
    sent = []
    for start in range(0, len(text), PIECE):
        piece = text[start : start + PIECE]
        last_word = text[: start + len(piece)].rsplit(maxsplit=1)[-1]
        sent.append((perf_counter(), start + len(piece)))
        response = terminal.press(piece, lambda lines, word=last_word: any(word in line for line in lines), quiet=0.02)
        assert response.seen is not None, terminal.text
    return sent


def draft_of(desk: Desk, ticket: int) -> str:
    return "".join(draft.body for draft in desk.drafts.load(ticket))


def test_a_draft_is_hardly_older_than_the_last_key(
    sqlite_url: str, lite: Desk, tmp_path: Path, among: Callable[[int, int], int]
):
    ticket = opened(lite, subject="A red lamp")
    lite.assignment.take(ticket)
    text = words(Random(among(0, 1 << 30)), 60)
    cut = among(len(text) // 2, len(text))
    with console(sqlite_url, tmp_path) as terminal:
        assert terminal.wait_until(lambda lines: "A red lamp" in "\n".join(lines)) is not None
        terminal.press("r", lambda lines: "PUBLIC" in "\n".join(lines))
        sent = type_and_look(terminal, text[:cut])
        terminal.kill()
        killed = perf_counter()
    kept = draft_of(lite, ticket)
    assert text.startswith(kept)
    assert len(kept) >= max((count for at, count in sent if at < killed - OLDEST), default=0)
    assert lite.acting_as("sup").proof.verify().problems == ()


def test_a_draft_that_rests_is_whole_and_is_there_again(
    sqlite_url: str, lite: Desk, tmp_path: Path, among: Callable[[int, int], int]
):
    ticket = opened(lite, subject="A red lamp")
    lite.assignment.take(ticket)
    text = words(Random(among(0, 1 << 30)), 12)
    with console(sqlite_url, tmp_path) as terminal:
        assert terminal.wait_until(lambda lines: "A red lamp" in "\n".join(lines)) is not None
        terminal.press("n", lambda lines: "NOTE" in "\n".join(lines))
        typed = type_and_look(terminal, text)[-1][0]
        while draft_of(lite, ticket) != text:
            assert perf_counter() - typed < OLDEST
            terminal.drain(0.02)
        terminal.kill()
    assert draft_of(lite, ticket) == text
    with console(sqlite_url, tmp_path) as again:
        assert again.wait_until(lambda lines: text.split()[-1] in "\n".join(lines)) is not None
