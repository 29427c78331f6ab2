"""Attachments: saved, handed to a viewer where that is safe, added by path; nothing opens by itself."""

import stat
from pathlib import Path

import pytest
from tests.builders import opened
from tests.tui.driving import MIDDLE, console_at

from servicedesk.desk.desk import Desk
from servicedesk.tui.path_completion import complete
from servicedesk.tui.terminal.reading import Burst
from servicedesk.tui.viewing import viewer, why_not_viewed

DESKTOP = {"DISPLAY": ":0"}


def found(name: str) -> str:
    return f"/bin/{name}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's, with a file to add and no screen for viewers."""
    folder = tmp_path / "home"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers" / "label.pdf").write_bytes(b"%PDF label")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def ticket(lite: Desk) -> int:
    number = opened(lite)
    lite.assignment.take(number)
    return number


async def test_a_file_is_saved_with_three_keys(sqlite_url, clock, lite, ticket, home):
    lite.conversation.attach(ticket, "../../\x1b[2Jphoto.png", b"pixels")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "v")
        assert "image/png, 6 bytes" in console.text or "image/png, 6 B" in console.text
        await console.press("enter", "enter")
        assert "Saved as" in console.text
        (saved,) = home.glob("*.png")
        assert saved.read_bytes() == b"pixels"
        await console.press("v", "enter", "enter")
        assert len(list(home.glob("*.png"))) == 2


async def test_a_file_is_added_by_its_path(sqlite_url, clock, lite, ticket, home):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "v")
        assert "has no attachments" in console.text
        await console.press("enter")
        await console.type("pa")
        await console.press("tab", "tab", "enter")
        assert "label.pdf is kept with" in console.text
    (file,) = lite.tickets.show(ticket).attachments
    assert (file.name, file.media_type, lite.tickets.attachment(file.id)[1]) == (
        "label.pdf",
        "application/pdf",
        b"%PDF label",
    )


async def test_a_path_that_is_none_stays_and_says_so(sqlite_url, clock, ticket, home):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "v", "enter")
        await console.type("nothing.pdf")
        await console.press("enter")
        assert "isnotafile" in "".join(console.text.split())


async def test_a_picture_goes_to_the_viewer(sqlite_url, clock, lite, ticket, home, tmp_path, monkeypatch):
    seen, folder = tmp_path / "seen", tmp_path / "bin"
    folder.mkdir()
    script = folder / "xdg-open"
    script.write_text(f'#!/bin/sh\n/bin/cp "$1" "{seen}"\n')
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":7")
    lite.conversation.attach(ticket, "photo.png", b"pixels")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "v", "1")
        assert not seen.exists()
        await console.press("3")
        assert "Handed to the viewer" in console.text
        await console.until(lambda: seen.exists() and seen.read_bytes() == b"pixels")


@pytest.mark.parametrize(
    ("name", "environment", "viewed"),
    [
        ("photo.PNG", DESKTOP, True),
        ("bill.pdf", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("bill.pdf", {}, False),
        ("bill.pdf", {**DESKTOP, "SSH_TTY": "/dev/pts/0"}, False),
        ("run.desktop", DESKTOP, False),
        ("page.html", DESKTOP, False),
        ("bill.pdf.sh", DESKTOP, False),
        ("attachment", DESKTOP, False),
    ],
)
def test_what_a_viewer_gets(name, environment, viewed):
    assert (why_not_viewed(name, environment, found) is None) is viewed


def test_the_viewer_of_a_mac_needs_no_display():
    assert viewer({}, found, "darwin") == "/bin/open"
    assert viewer({}, found, "linux") is None


def test_completing(home: Path):
    (home / "papers" / "label.txt").write_text("x")
    (home / ".hidden").write_text("x")
    assert complete(f"{home}/pa") == (f"{home}/papers/", ("papers",))
    assert complete("~/pa") == ("~/papers/", ("papers",))
    assert complete(f"{home}/papers/l") == (f"{home}/papers/label.", ("label.pdf", "label.txt"))
    assert complete(f"{home}/papers/l", folders_only=True)[1] == ()
    assert complete(f"{home}/") == (f"{home}/papers/", ("papers",))
    assert complete(f"{home}/.h")[0] == f"{home}/.hidden"
    assert complete(f"{home}/nothing/x") == (f"{home}/nothing/x", ())
    assert complete("\0/x") == ("\0/x", ())


@pytest.mark.parametrize("text", ["~nobody-of-that-name/x", f"/{'x' * 300}", "/"])
async def test_a_path_that_the_system_will_not_look_at_is_said_and_the_console_goes_on(
    sqlite_url, clock, ticket, home, text
):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "v", "enter", "ctrl+u")
        prompt = console.app.screen
        console.app.post_message(Burst(text, entered=True, one_line=True))
        await console.settle()
        assert console.app.screen is prompt
        assert prompt.query_one(".wrong").has_class("-shown")
        assert "Something went wrong" not in console.text
        await console.press("escape")
        assert console.app.screen is not prompt
