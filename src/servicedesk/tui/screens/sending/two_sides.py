"""Two things side by side before a choice: both tickets of a merge, both changes of a stale version."""

from collections.abc import Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices, refusal_line
from servicedesk.tui.screens.slip import hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice

T = TypeVar("T")


class TwoSides(Choices[T]):
    """A left and a right side, each a heading and lines, then numbered choices."""

    def __init__(
        self,
        title: str,
        left: tuple[str, Sequence[str]],
        right: tuple[str, Sequence[str]],
        choices: Sequence[Choice[T]],
        *,
        at: int = 0,
        hint: str = "",
    ) -> None:
        super().__init__(title, choices, at=at)
        self._left, self._right = left, right
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            with Horizontal(classes="sides"):
                yield Static(_side(*self._left), classes="side")
                yield Static(_side(*self._right), classes="side -right")
            yield self._list
            yield refusal_line()
            if self._hint:
                yield hint_line(self._hint)


def _side(heading: str, lines: Sequence[str]) -> Content:
    parts = [Content.styled(clean(heading), "$ink bold"), *(Content(clean(line)) for line in lines)]
    return Content("\n").join(parts)
