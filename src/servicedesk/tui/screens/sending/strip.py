"""What becomes of a ticket: the strip that a reply leaves through, and the same one for the status alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.answers.stacking import Placed
from servicedesk.desk.views import PromiseView, QueueRow, RmaView
from servicedesk.domain.macros import MacroAction
from servicedesk.domain.promises.finding import PromiseFound
from servicedesk.domain.tickets import Status
from servicedesk.domain.workflows.rma import RMA
from servicedesk.i18n import _, ngettext
from servicedesk.settings import LONGEST_WAIT
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices, refusal_line
from servicedesk.tui.screens.sending.words import Suggestion, cannot_resolve, send_lines, status_lines, suggest
from servicedesk.tui.screens.slip import hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas, semicolons
from servicedesk.tui.wording.macro_words import deeds
from servicedesk.tui.wording.when import ask_again

__all__ = ["Suggestion", "cannot_resolve", "send_lines", "suggest"]

MORE: Final = frozenset({*"+=＋", "right"})
LESS: Final = frozenset({*"-_－", "left"})


HARMLESS: Final = (Status.WAITING_CUSTOMER, Status.OPEN, Status.ON_HOLD)
"""What the strip of the status alone may begin on, where it can."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The answer: the status that is set (None: a choice of the status alone), and what is written down with it."""

    then: Status | None
    follow_up: datetime | None = None
    promise: PromiseFound | None = None
    kept: tuple[int, ...] = ()
    actions: tuple[MacroAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """What a ticket has open besides its status. ``found`` is what the reply promises anew.

    ``actions``: what the macros in the reply do besides the status.
    """

    promises: tuple[PromiseView, ...] = ()
    returns: tuple[RmaView, ...] = ()
    found: tuple[PromiseFound, ...] = ()
    actions: tuple[MacroAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the strip depends on beside the ticket: now, the zone to show times in, days until one asks again."""

    now: datetime
    zone: tzinfo
    days: int = 2


class Strip(Choices[Sending]):
    """Numbered lines; ``+`` and ``-`` move the follow-up, ``p`` writes a promise of the reply down, ``k`` settles one,
    ``m`` leaves out what macros do, or does it after all.

    Resolving with something open is asked once: the second time it is done.
    """

    def __init__(
        self, title: str, lines: Sequence[Choice[Status | None]], row: QueueRow, left: Open, frame: Frame, *, at: int
    ) -> None:
        self._lines, self._row, self._left, self._frame = tuple(lines), row, left, frame
        self._days = frame.days
        self._promised = 0
        """Which promise of the reply is written down, counted from 1."""
        self._kept = 0
        self._acts = bool(left.actions)
        self._warned = False
        self._offer_at: int | None = None
        super().__init__(title, self._choices(), at=at)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            yield self._list
            yield Static(self._offers(), classes="besides")
            yield refusal_line()
            yield hint_line(self._keys())

    def _keys(self) -> str:
        if not self._offered:
            return _("a number or enter takes it, + and - move the day to ask again, esc goes back")
        names = {"p": _("p promise"), "k": _("k kept"), "m": _("m macro")}
        offered = commas(names[key] for key in self._offered)
        return _("enter takes it, + - day to ask again, {offers}, esc goes back").format(offers=offered)

    @property
    def _offered(self) -> tuple[str, ...]:
        """The keys of what stands below the numbered lines."""
        there = {"p": bool(self._left.found), "k": bool(self._left.promises), "m": bool(self._left.actions)}
        return tuple(key for key, shown in there.items() if shown)

    def command(self, key: str) -> bool:
        """The offers' own keys, and enter where the cursor is on one; all else as in any numbered strip."""
        if key == "enter" and self._offer_at is not None:
            key = self._offered[self._offer_at]
        if key in MORE or key in LESS:
            self._days = max(0, min(LONGEST_WAIT, self._days + (1 if key in MORE else -1)))
        elif key == "p" and key in self._offered:
            self._promised = (self._promised + 1) % (len(self._left.found) + 1)
        elif key == "k" and key in self._offered:
            self._kept = (self._kept + 1) % (len(self._left.promises) + 1)
        elif key == "m" and key in self._offered:
            self._acts = not self._acts
        else:
            return super().command(key)
        self._paint()
        return True

    def _move(self, by: int) -> None:
        """Through the numbered lines, then through the offers below them."""
        at = self._offer_at
        if at is None and by > 0 and self._offered and self._list.at_end:
            self._offer_at = 0
        elif at is not None:
            self._offer_at = None if at + by < 0 else min(len(self._offered) - 1, at + by)
        else:
            super()._move(by)
            return
        self._list.show_cursor(self._offer_at is None)
        self.query_one(".besides", Static).update(self._offers())
        self._refuse("")

    def _take(self, choice: Choice[Sending] | None) -> None:
        if choice is not None and self._offer_at is not None:
            self._offer_at = None
            self._list.show_cursor(True)
            self.query_one(".besides", Static).update(self._offers())
        resolves = choice is not None and choice.reason is None and choice.value.then is Status.RESOLVED
        if resolves and not self._warned and (still := self._still_open()):
            self._warned = True
            self._refuse(_("Still open: {things}. The same key again resolves it.").format(things=still))
            return
        super()._take(choice)

    def _paint(self) -> None:
        at = next((n for n, line in enumerate(self._list.choices) if line is self._list.current), 0)
        self._list.show(self._choices(), at=at)
        self.query_one(".besides", Static).update(self._offers())
        self._warned = False
        self._refuse("")

    def _choices(self) -> list[Choice[Sending]]:
        return [
            Choice(self._sending(line.value), self._label(line), self._hint(line), line.reason) for line in self._lines
        ]

    def _sending(self, then: Status | None) -> Sending:
        if then is None:
            return Sending(None)
        kept = tuple(promise.id for promise in self._left.promises[: self._kept])
        return Sending(then, self._again(then), self._promise, kept, self._left.actions if self._acts else ())

    @property
    def _promise(self) -> PromiseFound | None:
        return self._left.found[self._promised - 1] if self._promised else None

    def _again(self, then: Status | None) -> datetime | None:
        if then is not Status.WAITING_CUSTOMER or not self._days:
            return None
        again = ask_again(self._frame.now, self._frame.zone, self._days)
        return again if self._promise is None else min(again, self._promise.due)

    def _label(self, line: Choice[Status | None]) -> str:
        if line.value is not Status.WAITING_CUSTOMER or not self._days:
            return line.label
        again = ngettext("ask again in {n} day", "ask again in {n} days", self._days).format(n=self._days)
        at = self._again(line.value)
        if self._promise is not None and at == self._promise.due:
            again = _("ask again by what is promised")
        return _("{status}, {again}").format(status=line.label, again=again)

    def _hint(self, line: Choice[Status | None]) -> str:
        again = self._again(line.value)
        if again is None:
            return line.hint
        when = present.moment(again, self._frame.zone, self._frame.now)
        return _("{reason}; {when}").format(reason=line.hint, when=when)

    def _offers(self) -> Content:
        lines = [
            self._offer("p", self._promised == n, _promise_words(found, self._frame))
            for n, found in enumerate(self._left.found, 1)
        ]
        if self._left.promises:
            settled = self._left.promises[: self._kept] or self._left.promises[:1]
            words = _("kept: {text}").format(text=semicolons(promise.text for promise in settled))
            if self._kept < len(self._left.promises) and self._kept:
                words += "  " + _("(k again: one more)")
            lines.append(self._offer("k", self._kept > 0, words))
        if self._left.actions:
            words = _("the macro's: {deeds}").format(deeds=deeds(self._left.actions))
            lines.append(self._offer("m", self._acts, words))
        return Content("\n").join(line for line in lines if line is not None)

    def _offer(self, key: str, taken: bool, words: str) -> Content | None:
        if not words:
            return None
        mark = "[x]" if taken else "[ ]"
        here = self._offer_at is not None and self._offered[self._offer_at] == key
        ink = "$ink bold" if taken or here else "$ink-quiet"
        line = Content.assemble(
            (">" if here else " ", "$accent bold"), (f"{key} ", "$accent"), (f"{mark} {clean(words)}", ink)
        )
        return line.stylize("on $ground-cursor") if here else line

    def _still_open(self) -> str:
        """Promises that this doesn't settle, and returns that are under way."""
        left = self._left.promises[self._kept :]
        things = [
            _("{text} ({when})").format(
                text=clean(promise.text), when=present.by_when(promise.due_at, self._frame.zone, self._frame.now)
            )
            for promise in left
        ]
        things += [
            _("return {n}, {stage}").format(n=rma.id, stage=present.stage_name(rma.stage))
            for rma in self._left.returns
            if not RMA.is_final(rma.stage)
        ]
        return semicolons(things)


def _promise_words(found: PromiseFound, frame: Frame) -> str:
    return _("promise: {text}, {when}").format(text=found.text, when=present.by_when(found.due, frame.zone, frame.now))


def send_strip(
    text: str, row: QueueRow, recipient: str, left: Open, frame: Frame, placed: Sequence[Placed] = ()
) -> Strip:
    """The strip over the composer; enter takes the line that the reply suggests, and its reason stands there.

    ``placed``: the canned answers in it.
    """
    suggestion = suggest(text, row, placed)
    lines: list[Choice[Status | None]] = [*send_lines(row, suggestion)]  # type: ignore[list-item]
    lines.append(Choice(None, _("status only"), _("reopen, spam, …; the draft stays")))
    at = next(n for n, choice in enumerate(lines) if choice.value is suggestion.then)
    nobody = _("No address is known: it reaches nobody. Keep it as sent, then")
    title = _("Send to {recipient}, then").format(recipient=recipient) if recipient else nobody
    return Strip(title, lines, row, left, frame, at=at)


def status_strip(row: QueueRow, left: Open, frame: Frame, *, draft: bool = False) -> Strip:
    """The same strip without a reply. ``draft``: one is written; it stays."""
    title = _("#{n} is {status}; make it")
    if draft:
        title = _("#{n} is {status}. Status only, the draft is kept, nothing is sent: make it")
    title = title.format(n=row.id, status=present.status_name(row.status))
    lines: list[Choice[Status | None]] = [*status_lines(row)]  # type: ignore[list-item]
    able = [line.value for line in lines if line.reason is None]
    first = next((status for status in HARMLESS if status in able), None)
    at = next((n for n, line in enumerate(lines) if line.value is first), 0)
    return Strip(title, lines, row, left, frame, at=at)
