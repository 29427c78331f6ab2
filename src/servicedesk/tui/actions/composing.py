"""Keys that count while text is being written."""

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.actions.action import Action, Group, Scope


def composing() -> tuple[Action, ...]:
    def compose(name: str, label: str, tooltip: str, *keys: str, footer: int = 0, palette: bool = False) -> Action:
        why_not = reasons.nothing_written if palette else reasons.always_possible
        return Action(name, label, tooltip, keys, Group.ANSWER, Scope.COMPOSER, why_not, palette, footer=footer)

    return (
        compose(
            "composer.send",
            _("send"),
            _("A note is stored; a reply opens the send strip"),
            "ctrl+s",
            "ctrl+enter",
            footer=1,
        ),
        compose("composer.leave", _("back to commands"), _("Back to commands; the draft stays"), "escape", footer=2),
        compose("composer.next_pane", _("blank, pane"), _("The next blank, else the next pane"), "tab", footer=3),
        compose("composer.answers", _("answers"), _("Canned answers; // or 、、 opens them too"), "ctrl+r", footer=2),
        compose(
            "composer.keep", _("keep"), _("Make an answer of the selected words, else of this paragraph"), "ctrl+k"
        ),
        compose("composer.find", _("find"), _("Find a ticket, customer or order"), "ctrl+o", footer=4),
        compose("composer.call", _("call"), _("The phone rings: the call slip over the draft, which stays"), "ctrl+g"),
        compose(
            "composer.discard",
            _("discard"),
            _("Throw the draft away, after a question"),
            "ctrl+t",
            footer=5,
            palette=True,
        ),
    )
