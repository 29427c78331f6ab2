"""Keys: every action's own, the user's choices, and what is refused."""

import pytest

from servicedesk.tui.actions import Scope, registry
from servicedesk.tui.keymap import BadKeymap, Keymap, key_name
from servicedesk.tui.terminal.input_keys import apart, is_cjk, key_of


def test_the_default_keys_do_not_clash():
    keymap = Keymap(registry())
    assert keymap.action(Scope.QUEUE, "enter").id == "ticket.open"
    assert keymap.action(Scope.TICKET, "enter").id == "ticket.menu"
    assert keymap.action(Scope.COMPOSER, "r") is None
    assert keymap.action(Scope.ANYWHERE, "4").id == "pane.customer"


def test_own_keys_replace_the_default_ones():
    keymap = Keymap(registry(), {"ticket.reply": "R, ctrl+r", "ticket.note": "none"})
    assert keymap.action(Scope.QUEUE, "R").id == "ticket.reply"
    assert keymap.action(Scope.TICKET, "ctrl+r").id == "ticket.reply"
    assert keymap.action(Scope.QUEUE, "r") is None
    assert keymap.keys("ticket.note") == ()


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"ticket.rply": "R"}, "no such action"),
        ({"ticket.reply": "n"}, "taken by"),
        ({"ticket.open": "n"}, "taken by"),
        ({"console.quit": "none"}, "needs a key"),
        ({"ticket.reply": "ctrl+nothing"}, "not the name of a key"),
        ({"ticket.reply": "hyper+r"}, "not the name of a key"),
        ({"composer.send": "s"}, "would be typed"),
    ],
)
def test_wrong_choices_are_refused_by_name(overrides, told):
    with pytest.raises(BadKeymap, match=told) as refused:
        Keymap(registry(), overrides)
    assert refused.value.details["action"] in {*overrides, "ticket.note"}


def test_the_same_key_may_do_two_things_in_two_places():
    keymap = Keymap(registry(), {"ticket.open": "O", "ticket.menu": "O"})
    assert keymap.action(Scope.QUEUE, "O").id == "ticket.open"
    assert keymap.action(Scope.TICKET, "O").id == "ticket.menu"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("question_mark", "?"),
        ("?", "?"),
        ("？", "?"),
        ("：", ":"),
        ("／", "/"),
        ("＋", "+"),
        ("。", "."),
        ("【", "["),
        ("、", "/"),
        ("「", "["),
        ("」", "]"),
        ("ｒ", "r"),
        ("５", "5"),
        (" ", "space"),
        ("Ctrl+S", "ctrl+s"),
        ("J", "J"),
        ("PgDn", "pagedown"),
        ("f1", "f1"),
        ("F1", "f1"),
        ("ctrl++", "ctrl++"),
    ],
)
def test_one_spelling_of_a_key(written, name):
    assert key_name(written) == name


def test_a_key_event_is_named_by_its_character():
    assert key_of("question_mark", "?") == "?"
    assert key_of("fullwidth_question_mark", "？") == "?"
    assert key_of("ctrl+s", "\x13") == "ctrl+s"
    assert key_of("space", " ") == "space"
    assert key_of("J", "J") == "J"


def test_escape_and_a_letter_come_apart():
    assert apart("alt+n") == ("escape", "n")
    assert apart("alt+shift+j") == ("escape", "J")
    assert apart("escape") == ("escape",)
    assert apart("ctrl+s") == ("ctrl+s",)


def test_chinese_characters_are_known():
    assert is_cjk("退")
    assert is_cjk("カ")
    assert not is_cjk("r")
    assert not is_cjk("é")
    assert not is_cjk("enter")
