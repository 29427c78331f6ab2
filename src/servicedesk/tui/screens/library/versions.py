"""What an answer said before: each version beside the one before it, to be taken back."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from difflib import ndiff

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.answers.answer import Answer
from servicedesk.desk.answers.views import AnswerVersion
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.library.sheet import sheet_of
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording import present

BESIDE = 100


class VersionsSlip(Slip[int]):
    """Answers the version that is to count again. ``versions``: newest first, at least one."""

    def __init__(self, versions: Sequence[AnswerVersion], now: datetime, zone: tzinfo, me: str) -> None:
        super().__init__()
        self._versions, self._me = tuple(versions), me
        newest = versions[0].version
        choices = [
            Choice(
                n,
                _("version {n}").format(n=one.version),
                f"{present.moment(one.changed_at, zone, now)} {one.changed_by}".strip(),
                _("out of use") if one.retired else None,
            )
            if one.version != newest or one.retired
            else Choice(n, _("version {n}, as it is").format(n=one.version), f"{one.changed_by}")
            for n, one in enumerate(versions)
        ]
        self._list: ChoiceList[int] = ChoiceList(choices, numbered=False, rows=200, labels=0.5)

    def compose(self) -> ComposeResult:
        answer = self._versions[0].answer
        with Vertical(classes="panel"):
            yield title_line(_("Versions of {code}, {language}").format(code=answer.code, language=answer.language))
            with Horizontal(classes="answers"):
                with Vertical(classes="offers"):
                    yield self._list
                with VerticalScroll(classes="previewed", can_focus=False):
                    yield Static(classes="preview")
            yield hint_line(
                _("arrows move; + is what that version brought, - what it took away; enter takes it back, esc")
            )

    def on_mount(self) -> None:
        self.set_class(self.app.size.width < BESIDE, "-narrow")
        self._paint()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < BESIDE, "-narrow")

    def command(self, key: str) -> bool:
        match key:
            case "escape" | "q" | "h":
                self.dismiss(None)
            case "down" | "j" | "tab":
                self._list.move(1)
                self._paint()
            case "up" | "k" | "shift+tab":
                self._list.move(-1)
                self._paint()
            case "enter":
                self._take()
            case _:
                self.app.bell()
        return True

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        event.stop()
        self._list.go(event.index)
        self._paint()

    def _take(self) -> None:
        choice = self._list.current
        if choice is None or choice.reason is not None or choice.value == 0:
            self.app.bell()
            return
        self.dismiss(self._versions[choice.value].version)

    def _paint(self) -> None:
        choice = self._list.current
        at = 0 if choice is None else choice.value
        before = self._versions[at + 1].answer if at + 1 < len(self._versions) else None
        lines = Content("\n").join(self._changes(before, self._versions[at].answer))
        self.query_one(".preview", Static).update(lines)
        self.query_one(".previewed", VerticalScroll).scroll_home(animate=False)

    def _changes(self, before: Answer | None, after: Answer) -> Iterator[Content]:
        """Every line of the later one, with what went and what came."""
        old, new = ([] if one is None else self._lines(one) for one in (before, after))
        if before is None:
            old = new
        for line in ndiff(old, new):
            sign, text = line[0], clean(line[2:])
            if sign in "+-":
                yield Content.styled(f"{sign} {text}", "$good" if sign == "+" else "$overdue")
            elif sign == " ":
                yield Content.styled(f"  {text}", "$ink")

    def _lines(self, answer: Answer) -> list[str]:
        sheet = sheet_of(answer, self._me)
        facts = (sheet.title, sheet.folder, sheet.owner, sheet.fits, sheet.words, sheet.actions)
        return [*(fact for fact in facts if fact), "", *answer.body.splitlines(), "", *sheet.examples.splitlines()]
