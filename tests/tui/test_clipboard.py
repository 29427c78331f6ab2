"""The ways to the clipboard, without a screen: which one, and what it is given."""

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.tui.carriers import tracking_link
from servicedesk.tui.terminal import clipboard


def having(*names: str):
    """A PATH on which these programs are."""
    return lambda name: f"/bin/{name}" if name in names else None


ALL = having("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "tmux")


@pytest.mark.parametrize(
    ("environment", "which", "name"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ALL, "wl-copy"),
        ({"DISPLAY": ":0"}, ALL, "xclip"),
        ({"DISPLAY": ":0"}, having("xsel"), "xsel"),
        ({}, having("xclip", "pbcopy"), "pbcopy"),
        ({}, having("xclip", "clip.exe"), "clip.exe"),
        ({}, having("xclip", "wl-copy"), None),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, ALL, None),
        ({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, ALL, None),
    ],
)
def test_the_program_of_the_desktop(environment, which, name):
    found = clipboard.program(environment, which)
    assert (found.name if found else None) == name


def test_a_program_gets_the_text_on_its_input(tmp_path: Path):
    kept = tmp_path / "kept"
    script = tmp_path / "xclip"
    script.write_text(f'#!/bin/sh\ncat > "{kept}"\necho "$@" > "{kept}.arguments"\n')
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    program = clipboard.program({"DISPLAY": ":0"}, lambda name: str(script) if name == "xclip" else None)
    assert program is not None
    assert clipboard.hand_over(program, "订单 55-1203; $(rm -rf ~) `x`")
    assert kept.read_text(encoding="utf-8") == "订单 55-1203; $(rm -rf ~) `x`"
    assert Path(f"{kept}.arguments").read_text() == "-selection clipboard\n"


def test_a_program_that_fails_or_is_gone_says_so(tmp_path: Path):
    assert not clipboard.hand_over(clipboard.Program("false", ("/bin/false",)), "x")
    assert not clipboard.hand_over(clipboard.Program("gone", (str(tmp_path / "gone"),)), "x")


@given(st.text())
def test_no_text_leaves_the_sequence(text):
    for environment in ({}, {"TMUX": "x"}, {"STY": "x"}):
        sequence = clipboard.sequence(text, environment)
        assert sequence is None or set(sequence) <= set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\x1b]52;c\x07P\\tmux"
        )


def test_what_stands_in_the_sequence():
    plain = clipboard.sequence("a", {})
    assert plain == "\x1b]52;c;YQ==\x07"
    assert clipboard.sequence("a", {"TMUX": "x", "STY": "y"}) == "\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"
    long = "lamp " * 400
    chunks = clipboard.sequence(long, {"STY": "y"})
    assert chunks is not None
    assert all(len(chunk) < 256 for chunk in chunks.split("\x1b\\"))
    joined = chunks.replace("\x1bP", "").replace("\x1b\\", "")
    assert base64.b64decode(joined.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode() == long
    assert clipboard.sequence("x" * 60_000, {}) is None


@pytest.mark.parametrize(
    ("carrier", "number", "link"),
    [
        ("DHL", "0034 0434", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434"),
        ("DHL Express", "1", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=1"),
        ("顺丰速运", "SF1", "https://www.kuaidi100.com/chaxun?com=shunfeng&nu=SF1"),
        ("京东物流", "JD1", "https://www.kuaidi100.com/chaxun?com=jd&nu=JD1"),
        ("UPS", "1Z&x=<>/\n", "https://www.ups.com/track?tracknum=1Z%26x%3D%3C%3E%2F"),
        ("Nobody knows", "1", None),
        ("", "1", None),
        ("DHL", "  ", None),
    ],
)
def test_tracking_pages(carrier, number, link):
    assert tracking_link(carrier, number) == link
