"""The language of the console, changed while it runs."""

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _, language_in_use, languages, use_language
from servicedesk.paths import config_file
from servicedesk.tui.actions import registry
from servicedesk.tui.layout import lay_out
from servicedesk.tui.opening import nothing_open
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

NAMES: Final = MappingProxyType({"en": "English", "zh_CN": "简体中文", "zh_TW": "繁體中文"})
"""Languages as those who read them call them."""


async def choose(desk: "DeskScreen") -> None:
    """Choose a language; it stays until the console ends. The settings file is the user's: they are told the line."""
    known = languages()
    lines = [Choice(code, NAMES.get(code, code)) for code in known]
    now = language_in_use()
    title = _("Language") if now != "en" else "Language, 语言"
    wanted = await desk.acting.ask(Choices(title, lines, at=known.index(now) if now in known else 0))
    if wanted is None:
        return
    use_language(wanted)
    await _reword(desk)
    text = _('{language} until the console ends. To keep it: language = "{code}" in {file}')
    desk.say(text.format(language=NAMES.get(wanted, wanted), code=wanted, file=config_file()))


async def _reword(desk: "DeskScreen") -> None:
    """Everything that keeps words, worded anew; the rest asks for them whenever it is painted."""
    desk.keymap.reword(registry())
    if desk.conversation is not None:
        desk.conversation.empty_text = nothing_open()
    for view in desk.query(LineView):
        view.reword()
    desk.writing.reword()
    lay_out(desk)
    await desk.refresh_all()
    desk.refresh(layout=True)
    for widget in desk.query("*"):
        widget.refresh()
    desk.paint_chrome()
