"""The console itself: menu, palette, help, themes, reading again, leaving."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.help import Help
from servicedesk.tui.screens.palette import palette as palette_slip
from servicedesk.tui.terminal.painting import PaintedApp
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def menu(desk: "DeskScreen") -> None:
    """The numbered menu of every act on the open ticket."""
    row = desk.subject
    if row is None:
        return
    acts, place = [action for action in desk.keymap.actions if action.menu], desk.place
    lines = [
        Choice(
            a.id, a.label, _tail(desk.keymap.hint(a.id), a.tooltip), a.why_not(place), _first(desk.keymap.keys(a.id))
        )
        for a in acts
    ]
    chosen = await desk.acting.ask(Choices(_("What to do with #{n}?").format(n=row.id), lines))
    if chosen is not None:
        desk.perform(chosen)


def _first(keys: Sequence[str]) -> str:
    return keys[0] if keys else ""


def _tail(key: str, tooltip: str) -> str:
    return f"{tooltip}  ({key})" if key else tooltip


async def palette(desk: "DeskScreen") -> None:
    chosen = await desk.acting.ask(palette_slip(desk.keymap, desk.place))
    if chosen is not None:
        desk.perform(chosen)


async def show_help(desk: "DeskScreen") -> None:
    await desk.acting.ask(Help(desk.keymap, desk.scope, desk.place))


async def theme(desk: "DeskScreen") -> None:
    """Choose the colours; each is shown while the cursor stands on it."""
    app, before = desk.app, desk.app.theme
    lines = [
        Choice(name, name.replace("_", " ").replace("-", " "))
        for name in sorted(name for name in app.available_themes if name in desk.fittings.themes)
    ]

    async def source(text: str) -> Sequence[Choice[str]]:
        return [line for line in lines if text.casefold().strip() in line.label]

    def preview(name: str) -> None:
        app.theme = name

    chosen = await desk.acting.ask(Finder(_("Theme"), source, on_move=preview))
    app.theme = chosen or before


async def mouse_off(desk: "DeskScreen") -> None:
    _set_mouse(desk, False)
    desk.say(_("The mouse belongs to the terminal now."))


async def mouse_on(desk: "DeskScreen") -> None:
    _set_mouse(desk, True)
    desk.say(_("The mouse works in the console."))


def _set_mouse(desk: "DeskScreen", on: bool) -> None:
    app = desk.app
    if isinstance(app, PaintedApp):
        app.set_mouse(on)


async def read_again(desk: "DeskScreen") -> None:
    """What another program has left on the terminal goes too."""
    if isinstance(desk.app, PaintedApp):
        desk.app.paint_anew()
    await desk.refresh_all()
    desk.say(_("Read again."))


async def back_or_quit(desk: "DeskScreen") -> None:
    """One step back; at the top, ask whether to quit."""
    if not desk.back():
        await _ask_to_quit(desk)


async def _ask_to_quit(desk: "DeskScreen") -> None:
    question = Choices(
        _("Quit? Drafts are kept, replies under way are sent by the next console that runs."),
        [Choice(True, _("quit")), Choice(False, _("stay"))],
    )
    if await desk.acting.ask(question):
        await leave(desk)


async def leave(desk: "DeskScreen") -> None:
    """Store what is being written, then end."""
    desk.app.exit(message=await desk.writing.store_at_the_end() or None)
