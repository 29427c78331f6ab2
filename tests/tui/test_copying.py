"""The copy menu by keyboard, on desktops with and without a clipboard program."""

import stat
from pathlib import Path

import pytest
from tests.builders import opened
from tests.tui.driving import MIDDLE, console_at

from servicedesk.desk.desk import Desk


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain terminal: no desktop, no tmux, no line in between."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "STY", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def xclip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_desktop: None) -> Path:
    """An ``xclip`` on PATH that writes to the file returned."""
    kept, folder = tmp_path / "kept", tmp_path / "bin"
    folder.mkdir()
    script = folder / "xclip"
    script.write_text(f'#!/bin/sh\n/bin/cat > "{kept}"\n')
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":7")
    return kept


@pytest.fixture
def ticket(lite: Desk) -> int:
    number = opened(lite, "Broken\x1b]52;c;cm0=\x07 lamp\nin two lines", name="Mara Costa", phone="+351 912 345 678")
    lite.assignment.take(number)
    return number


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["2"], "{n}"),
        (["t"], "{n}"),
        (["c"], "Mara Costa"),
        (["e"], "mara@example.com"),
        (["p"], "+351 912 345 678"),
        (["m"], "Broken␛]52;c;cm0=␇ lamp\nin two lines"),
        (["enter"], "{n}"),
    ],
)
async def test_each_is_copied_by_its_key(sqlite_url, clock, ticket, xclip, keys, copied):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "y", *keys)
        assert xclip.read_text(encoding="utf-8") == copied.format(n=ticket)
        assert "(by xclip)" in console.text


async def test_what_is_not_known_cannot_be_copied(sqlite_url, clock, ticket, xclip):
    async with console_at(sqlite_url, clock) as console:
        await console.press("y", "o")
        assert "order: not known" in console.text
        assert not xclip.exists()


async def test_without_a_desktop_the_terminal_is_asked(sqlite_url, clock, ticket, no_desktop, monkeypatch):
    async with console_at(sqlite_url, clock) as console:
        sent: list[str] = []
        monkeypatch.setattr(console.app, "send_to_terminal", sent.append)
        await console.press("y", "e")
        assert sent == ["\x1b]52;c;bWFyYUBleGFtcGxlLmNvbQ==\x07"]
        assert "by the terminal" in console.text


async def test_over_ssh_the_desktop_is_left_alone(sqlite_url, clock, ticket, xclip, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22")
    async with console_at(sqlite_url, clock) as console:
        await console.press("y", "e")
        assert "by the terminal" in console.text
        assert not xclip.exists()


async def test_where_nothing_can_be_suspended_it_is_said(sqlite_url, clock, ticket, no_desktop):
    async with console_at(sqlite_url, clock) as console:
        await console.press("y", "w")
        assert "can't show a page" in console.text
