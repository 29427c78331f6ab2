"""The console itself."""

from servicedesk.i18n import _
from servicedesk.tui.actions.action import Action, Group


def console() -> tuple[Action, ...]:
    return (
        Action(
            "console.back",
            _("back"),
            _("One step back; a text being written is kept"),
            ("escape",),
            Group.CONSOLE,
            palette=False,
        ),
        Action(
            "console.quit",
            _("back or quit"),
            _("One step back; at the top it asks whether to quit"),
            ("q",),
            Group.CONSOLE,
            palette=False,
        ),
        Action("console.leave", _("quit"), _("Leave the console; drafts are kept"), ("ctrl+q",), Group.CONSOLE),
        Action(
            "console.palette",
            _("every act"),
            _("Type a part of an act's name"),
            (":", "ctrl+p"),
            Group.CONSOLE,
            palette=False,
            footer=10,
        ),
        Action("console.help", _("help"), _("The keys that count here"), ("?", "f1"), Group.CONSOLE, footer=11),
        Action("console.theme", _("theme"), _("Choose the colours"), (), Group.CONSOLE),
        Action(
            "console.language",
            _("language"),
            _("Choose the language of the console: English, 中文 (语言)"),
            (),
            Group.CONSOLE,
        ),
        Action("console.mouse_off", _("mouse off"), _("Leave the mouse to the terminal"), (), Group.CONSOLE),
        Action("console.mouse_on", _("mouse on"), _("Let clicks and the wheel work in the console"), (), Group.CONSOLE),
        Action("console.refresh", _("read again"), _("Read the list and the ticket again"), ("ctrl+l",), Group.CONSOLE),
    )
