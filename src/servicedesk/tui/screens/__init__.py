"""Every slip of the console in one registry, each with a factory on a given text.

The test of hostile texts walks it, so that a new slip is covered by being listed here. Slips are imported by
their factories: the console starts without them.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from servicedesk.tui.screens.slip import Slip

Factory = Callable[[str], "Slip[Any]"]
"""A slip whose every text from outside is the given one."""


def _choices(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.choices import Choices
    from servicedesk.tui.widgets.choice_list import Choice

    lines = [Choice(0, text, text), Choice(1, text, text, text), Choice(2, text)]
    return Choices(text, lines, body=text)


def _send_strip(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.samples import sample_row
    from servicedesk.tui.screens.send_strip import send_strip

    return send_strip(text, sample_row(text), text)


def _prompt(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.prompt import TextPrompt

    return TextPrompt(text, value=text, body=text, placeholder=text)


def _finder(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.finder import Finder
    from servicedesk.tui.widgets.choice_list import Choice

    async def source(_wanted: str) -> list[Choice[int]]:
        return [Choice(0, text, text), Choice(1, text, "", text)]

    return Finder(text, source, value=text)


def _form(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.form import Field, Form

    return Form(text, [Field("one", text, text, text), Field("two", text, text, text)])


def _two_sides(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.two_sides import TwoSides
    from servicedesk.tui.widgets.choice_list import Choice

    return TwoSides(text, (text, [text, text]), (text, [text]), [Choice(False, text), Choice(True, text, text)])


def _stale(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.stale import stale_slip

    return stale_slip(1, text, [text, text])


def _palette(text: str) -> "Slip[Any]":
    from servicedesk.tui.actions import registry
    from servicedesk.tui.keymap import Keymap
    from servicedesk.tui.place import Place
    from servicedesk.tui.screens.palette import palette
    from servicedesk.tui.screens.samples import sample_row

    return palette(Keymap(registry()), Place(sample_row(text), me=text, undo=text))


def _help(text: str) -> "Slip[Any]":
    from servicedesk.tui.actions import Scope, registry
    from servicedesk.tui.keymap import Keymap
    from servicedesk.tui.place import Place
    from servicedesk.tui.screens.help import Help
    from servicedesk.tui.screens.samples import sample_row

    return Help(Keymap(registry()), Scope.TICKET, Place(sample_row(text), me=text, undo=text))


SCREENS: Final[Mapping[str, Factory]] = MappingProxyType(
    {
        "choices": _choices,
        "send_strip": _send_strip,
        "prompt": _prompt,
        "finder": _finder,
        "form": _form,
        "two_sides": _two_sides,
        "stale": _stale,
        "palette": _palette,
        "help": _help,
    }
)
