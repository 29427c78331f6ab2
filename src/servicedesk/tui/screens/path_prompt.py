"""One line for a path; tab completes it."""

from functools import partial

from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.path_completion import complete
from servicedesk.tui.screens.prompt import Check, TextPrompt
from servicedesk.tui.screens.slip import Line


class PathPrompt(TextPrompt):
    """Tab completes as far as it is the same for all files that begin so, and lists them."""

    def __init__(self, title: str, *, value: str = "", check: Check | None = None, folders_only: bool = False) -> None:
        super().__init__(title, value=value, check=check and partial(_reached, check))
        self._folders_only = folders_only

    def on_mount(self) -> None:
        self._hint(_("tab completes, enter takes it, esc goes back"))

    def command(self, key: str) -> bool:
        if key != "tab":
            return super().command(key)
        line = self.query_one(Line)
        text, names = complete(line.value, folders_only=self._folders_only)
        line.value = text
        line.cursor_position = len(text)
        self._hint("  ".join(names) if names else _("nothing begins so"))
        return True

    def _hint(self, text: str) -> None:
        self.query_one(".hint", Static).update(Content(clean(text)))


def _reached(check: Check, text: str) -> None:
    """Check a path; raises Invalid also for one that the system won't look at."""
    try:
        check(text)
    except OSError as error:
        raise Invalid(_("file"), error.strerror or type(error).__name__) from error
    except (RuntimeError, ValueError) as error:  # a home of nobody, a NUL
        raise Invalid(_("file"), str(error)) from error
