"""An answer filled in, as it would stand in a reply: for the pane of answers and for the editor."""

from typing import Final

from textual.content import Content

from servicedesk.answers.filled import Filled
from servicedesk.domain.blanks import blanks_in
from servicedesk.i18n import _
from servicedesk.tui.wording.macro_words import deeds
from servicedesk.tui.wrap import wrapped

SHOWN: Final = 6_000
"""Characters of a text that are shown."""


def filled_preview(filled: Filled, room: int) -> Content:
    """What sending it does besides, then its text in lines of ``room`` cells, with what is left to fill in reversed.

    A ``room`` of 0 is not known yet: then no line is broken.
    """
    text = wrapped(filled.text[:SHOWN], room)
    shown = Content.styled(text, "$ink")
    for start, end in blanks_in(text):
        shown = shown.stylize("reverse", start, end)
    if not filled.actions:
        return shown
    does = wrapped(_("It also does: {deeds}").format(deeds=deeds(filled.actions)), room)
    return Content.styled(does, "$good") + Content("\n\n") + shown
