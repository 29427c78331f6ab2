"""Somebody wrote while the agent did: both texts, and the choice to go back or to send all the same."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from servicedesk.desk.views import MessageView
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.sending.two_sides import TwoSides
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present

LINES = 12
"""Lines of each side; the conversation has the rest."""
CHANGES = 4


class Newer(TwoSides[bool]):
    """Answers True for "send": by its number, or by ``ctrl+s`` again."""

    def command(self, key: str) -> bool:
        if key in ("ctrl+s", "ctrl+enter"):
            self.dismiss(True)
            return True
        return super().command(key)


def newer_slip(
    text: str, news: Sequence[MessageView], zone: tzinfo, now: datetime, changes: Sequence[str] = ()
) -> Newer:
    """``text`` was to be sent; ``news`` is what others said since, oldest first, ``changes`` what else they did."""
    n = len(news)
    title = ngettext("A message came while you wrote", "{n} messages came while you wrote", n).format(n=n)
    theirs = [line for message in news for line in (_heading(message, zone, now), *_lines(message.body))]
    return Newer(
        title,
        (_("Your reply, not sent yet"), _lines(text)[:LINES]),
        (_("Theirs"), [*theirs[-LINES:], *changes[-CHANGES:]]),
        [
            Choice(False, _("back to the text"), _("the draft is kept")),
            Choice(True, _("send all the same"), _("ctrl+s again does it too")),
        ],
        hint=_("ctrl+s sends, enter or esc goes back to the text"),
    )


def news_line(message: MessageView, zone: tzinfo, now: datetime) -> str:
    """``Mara wrote 14:20: Any news?``"""
    said = " ".join(clean(message.body, lines=True).split())
    return _("{who} wrote {when}: {text}").format(
        who=_who(message), when=present.moment(message.sent_at, zone, now), text=said
    )


def _heading(message: MessageView, zone: tzinfo, now: datetime) -> str:
    return _("{who}, {when}").format(who=_who(message), when=present.moment(message.sent_at, zone, now))


def _who(message: MessageView) -> str:
    return clean(message.author_name).strip() or _("the customer")


def _lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in clean(text, lines=True).split("\n") if line.strip()]
