"""A change that met somebody else's: both sides, and the choice to do it anyway or to leave it."""

from collections.abc import Sequence

from servicedesk.i18n import _
from servicedesk.tui.screens.sending.two_sides import TwoSides
from servicedesk.tui.widgets.choice_list import Choice


def stale_slip(ticket: int, wanted: str, theirs: Sequence[str]) -> TwoSides[bool]:
    """Answers True for "do it anyway"; leaving is the suggested line. ``theirs`` are the others' acts in words."""
    return TwoSides(
        _("#{n} was changed while you worked; nothing is overwritten").format(n=ticket),
        (_("You wanted"), [wanted]),
        (_("Meanwhile"), theirs or [_("it was changed")]),
        [
            Choice(False, _("leave it"), _("look at the ticket as it is now")),
            Choice(True, _("do it anyway"), _("on top of what happened meanwhile")),
        ],
    )
