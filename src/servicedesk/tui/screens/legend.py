"""What the letters and times of the list mean: a section of the help."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wrap import fit, wrap

SIGNS: Final = 19
"""Cells of the column of signs; as wide as that of the keys above it."""


class Legend(Widget):
    """The signs of a row of the list, a line each."""

    DEFAULT_CSS = "Legend { height: auto; }"

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport
        return sum(1 for _line in _lines(width))

    def render(self) -> Content:
        return Content("\n").join(_lines(self.size.width))


def _lines(width: int) -> Iterator[Content]:
    yield Content.styled(_("Signs in the list"), "$ink bold")
    for sign, meaning in _signs():
        first, *rest = wrap(meaning, max(12, width - SIGNS))
        yield Content.assemble(("  " + fit(sign, SIGNS - 2), "$accent"), (first, "$ink-quiet"))
        for line in rest:
            yield Content.styled(" " * SIGNS + line, "$ink-quiet")


def _signs() -> tuple[tuple[str, str], ...]:
    kinds = ("inquiry", "complaint", "return")
    tiers = ("vip", "gold", "silver")
    return (
        ("  ".join(map(present.kind_letter, kinds)), commas(map(present.kind_name, kinds))),
        (
            "  ".join(map(present.tier_mark, tiers)),
            _("membership: {tiers}").format(tiers=commas(map(present.tier_name, tiers))),
        ),
        (
            "!!  !",
            _("priority: {priorities}").format(priorities=commas(map(present.priority_name, ("urgent", "high")))),
        ),
        ("2h  ~12m  !-3h", _("due in 2 hours; at risk, 12 minutes left; overdue for 3 hours (d says why)")),
        ("e  a", _("escalated, waits to be accepted; waits for approval (w says more)")),
        ("p", _("a promise to the customer, or a follow-up, is overdue")),
        ("~9:42", _("9 minutes and 42 seconds left")),
        ("+2h", _("the customer has waited 2 hours; nothing is due")),
        ("z59m", _("snoozed for 59 minutes more")),
    )
