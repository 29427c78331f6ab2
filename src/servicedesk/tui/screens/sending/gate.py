"""What the send gate found, shown before the send strip: what has to be mended, or what may be sent all the same."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.gate.findings import Finding
from servicedesk.i18n import _
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording.gate_words import excerpt_of, what_is_wrong
from servicedesk.tui.wrap import clip, fit

SHOWN: Final = 6
"""Findings painted; how many more there are is said."""
_EXCERPT: Final = 34
"""Cells of an excerpt at most."""
STATUS_KEY: Final = "5"
"""The send strip's own number for the status alone, so that the same keys lead there past the gate."""


class Past(Enum):
    """Where one goes from what the gate found."""

    TEXT = auto()
    ANYWAY = auto()
    STATUS = auto()
    """The status alone: nothing is sent, so nothing has to be mended for it."""


def first_to_mend(findings: Sequence[Finding]) -> Finding:
    """Where the caret goes: to the first one that blocks, or the first one of all."""
    return next((finding for finding in findings if finding.hard), findings[0])


class GateSlip(Slip[Past]):
    """What was found, and the ways on. The digits that send in the strip do nothing: who types ahead for it must not
    pass by.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._findings = findings
        self._blocked = any(finding.hard for finding in findings)
        choices = [
            Choice(Past.TEXT, _("change the text"), _("the cursor goes to the first of these")),
            Choice(Past.ANYWAY, _("send anyway"), _("key a; it is recorded with the reply")),
            Choice(Past.STATUS, _("status only"), _("key {key}; the draft stays").format(key=STATUS_KEY)),
        ]
        ways = [one for one in choices if not (self._blocked and one.value is Past.ANYWAY)]
        self._list = ChoiceList(ways, numbered=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            if self._blocked:
                yield title_line(_("Not sent: what is marked ! has to be mended first"))
            else:
                yield title_line(_("Look once more before this leaves"))
            yield Static(_found(self._findings), classes="body")
            yield self._list
            yield hint_line(_("enter chooses, esc goes back to the text"))

    def command(self, key: str) -> bool:
        """Move, choose or leave; anything else is refused with the bell."""
        match key:
            case "escape" | "q":
                self.dismiss(None)
            case "j" | "down" | "tab":
                self._list.move(1)
            case "k" | "up" | "shift+tab":
                self._list.move(-1)
            case "enter":
                self._take(self._list.current)
            case "a" if not self._blocked:
                self.dismiss(Past.ANYWAY)
            case _ if key == STATUS_KEY:
                self.dismiss(Past.STATUS)
            case _:
                self.app.bell()
        return True

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        self._take(self._list.go(event.index))

    def _take(self, choice: Choice[Past] | None) -> None:
        if choice is not None:
            self.dismiss(choice.value)


def _found(findings: Sequence[Finding]) -> Content:
    """A line each: the sign, the place, what stands there, what is wrong with it. Those that block come first."""
    ordered = sorted(findings, key=lambda finding: not finding.hard)
    shown = ordered[:SHOWN]
    places = [_("line {line}").format(line=finding.line) for finding in shown]
    width = min(_EXCERPT, max(cell_len(excerpt_of(finding)) for finding in shown))
    place_width = max(map(cell_len, places))
    lines = [
        Content.assemble(
            ("! " if finding.hard else "~ ", "$overdue bold" if finding.hard else "$at-risk bold"),
            (fit(place, place_width), "$ink-faint"),
            "  ",
            (fit(clip(excerpt_of(finding), width), width), "$ink bold"),
            "  ",
            (what_is_wrong(finding), "$ink-quiet"),
        )
        for finding, place in zip(shown, places, strict=True)
    ]
    if len(ordered) > SHOWN:
        lines.append(Content.styled(_("and {n} more").format(n=len(ordered) - SHOWN), "$ink-faint"))
    return Content("\n").join(lines)
