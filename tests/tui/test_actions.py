"""The registry: every action does something, and everything that names actions agrees with it."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.tui.slips.tickets import sample_row

from servicedesk.i18n import use_language
from servicedesk.tui.actions import Scope, registry
from servicedesk.tui.acts import ACTS
from servicedesk.tui.key_reference import as_markdown, as_text
from servicedesk.tui.keymap import Keymap
from servicedesk.tui.moves import MOVES
from servicedesk.tui.place import Place
from servicedesk.tui.screens.palette import ranked

KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language(None)


def test_every_action_does_something_and_nothing_else_does():
    named = {action.id for action in registry()}
    assert len(named) == len(registry())
    over_the_desk = {action.id for action in registry() if action.scope in (Scope.FLOOR, Scope.REVIEW)}
    assert {*ACTS, *MOVES} == named - over_the_desk
    assert not set(ACTS) & set(MOVES)


def test_every_action_can_be_reached():
    for action in registry():
        assert action.keys or action.palette, action.id
        assert action.label
        assert action.tooltip


def test_the_page_of_keys_is_fresh():
    assert KEYS_PAGE.read_text(encoding="utf-8") == as_markdown(Keymap(registry())), (
        "run: servicedesk keys --markdown > docs/keys.md"
    )


def test_the_text_names_own_keys():
    assert "ctrl+r" in as_text(Keymap(registry(), {"ticket.reply": "ctrl+r"}))


def test_the_reference_needs_no_textual():
    code = "import sys, servicedesk.tui.key_reference; sys.exit('textual' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_app_imports_nothing_heavy():
    code = (
        "import sys, servicedesk.tui.app; heavy = {'sqlmodel', 'sqlalchemy', 'alembic', 'yaml', 'rapidfuzz',"
        " 'pydantic', 'textual.widgets._text_area', 'servicedesk.tui.acts'};"
        " sys.exit(' '.join(heavy & {*sys.modules}) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_reasons():
    acts = {action.id: action for action in registry()}
    row = sample_row("lamp")
    assert acts["ticket.reply"].why_not(Place()) == "no ticket is selected"
    assert acts["ticket.reply"].why_not(Place(row)) is None
    assert acts["ticket.assign_me"].why_not(Place(row, me="lamp")) == "it is yours already"
    assert acts["ticket.attachments"].why_not(Place()) == "no ticket is selected"
    assert acts["desk.undo"].why_not(Place(row)) == "there is nothing to undo"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rep", "ticket.reply"),
        ("note", "ticket.note"),
        ("mrg", "ticket.join"),
        ("split", "ticket.join"),
        ("prprt", "ticket.properties"),
        ("undu", "desk.undo"),
        ("theme", "console.theme"),
        ("quit", "console.leave"),
        ("", "ticket.reply"),
    ],
)
def test_the_palette_finds(typed, first):
    acts = [action for action in registry() if action.palette]
    assert ranked(acts, typed)[0].id == first


def test_the_palette_finds_nothing_for_nonsense():
    acts = [action for action in registry() if action.palette]
    assert ranked(acts, "zzqxw") == []
