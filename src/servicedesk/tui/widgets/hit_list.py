"""What find found, a line each: status, number, who, what, when, and why; what matched stands out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from servicedesk.desk.views import Hit
from servicedesk.domain.asked import Asked, asked
from servicedesk.domain.emphasis import Span, key_spans, spans_of
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording import present
from servicedesk.tui.wrap import clip, fit

EMPHASIS: Final = "$accent bold"
LIVE: Final = frozenset({"new", "open", "waiting_customer", "on_hold"})
LONG_DATE: Final = 11
"""Cells of a date with its year."""
LEAD: Final = 8
"""Cells of text before what matched, where its beginning had to go."""
NUMBERED: Final = frozenset({"ticket", "return", "order", "tracking", "phone", "email", "chat"})
"""Ways in which a number or an address was matched; the others match words."""


class Instead(StrEnum):
    """What the list offers beside what was found."""

    EVERY_ACT = "every act"
    NEW_CONTACT = "new contact"


Found = Hit | Instead


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; ``what`` takes what is left."""

    status: int
    number: int
    who: int
    what: int
    when: int
    why: int


def columns_for(width: int, digits: int) -> Columns:
    """The columns of a list ``width`` cells wide whose longest number has ``digits``."""
    status, when, why = (9, LONG_DATE, 9) if width >= 100 else (8, 6, 8)
    number = max(5, digits + 1)
    who = max(8, min(22, width // 6))
    fixed = 2 + status + number + who + when + why + 5
    return Columns(status, number, who, max(0, width - fixed), when, why)


class HitList(ChoiceList[Found]):
    """``look_for`` says what the next lines were found for."""

    def __init__(self, zone: tzinfo, now: Callable[[], datetime]) -> None:
        super().__init__((), numbered=False, rows=14)
        self._zone = zone
        self._now = now
        self._asked = asked("")

    @property
    def text(self) -> str:
        """What the lines were found for."""
        return self._asked.text

    def look_for(self, text: str) -> None:
        self._asked = asked(text)

    def move(self, by: int) -> None:
        """Move the cursor; one step beyond an end comes back at the other."""
        last = len(self.choices) - 1
        beyond = (by == -1 and self._at == 0) or (by == 1 and self._at == last)
        super().move((last if by < 0 else -last) if beyond else by)

    def _line(self, index: int, choice: Choice[Found]) -> Content:
        if not isinstance(choice.value, Hit):
            return super()._line(index, choice)
        hits = [one.value for one in self.choices if isinstance(one.value, Hit)]
        columns = columns_for(self.size.width, max(len(_number(hit)) - 1 for hit in hits))
        when = self._when(choice.value, columns.when)
        line = _hit_line(choice.value, columns, self._asked, when, chosen=index == self._at)
        return line.stylize("on $ground-cursor") if index == self._at else line

    def _when(self, hit: Hit, width: int) -> str:
        """The date; of another year where there is little room that year."""
        if hit.at is None:
            return ""
        local, now = hit.at.astimezone(self._zone), self._now()
        if width < LONG_DATE and local.year != now.astimezone(self._zone).year:
            return str(local.year)
        return present.date(hit.at, self._zone, now)


def _hit_line(hit: Hit, columns: Columns, wanted: Asked, when: str, *, chosen: bool) -> Content:
    live = hit.status in LIVE
    ink = "$ink" if live else "$ink-quiet"
    what, spans = _what(hit, columns.what, wanted)
    return Content.assemble(
        (">" if chosen else " ", "$accent bold"),
        " ",
        (fit(_status(hit), columns.status) + " ", ink if live else "$ink-faint"),
        _marked(_number(hit), columns.number, _number_spans(hit, wanted), "$ink-quiet"),
        " ",
        _marked(clean(hit.who) or _("unnamed"), columns.who, _who_spans(hit, wanted), ink),
        " ",
        _marked(what, columns.what, spans, f"{ink} bold" if chosen else ink),
        " ",
        (fit(when, columns.when, right=True) + " ", "$ink-quiet"),
        (fit(why_name(hit.why), columns.why), "$ink-quiet"),
    )


def _marked(text: str, width: int, spans: list[Span], style: str) -> Content:
    """A column of its exact width with what matched standing out."""
    clipped = clip(text, width)
    kept = len(text) if clipped == text else len(clipped) - 1
    content = Content.styled(fit(text, width), style)
    for begin, end in spans:
        if begin < kept:
            content = content.stylize(EMPHASIS, begin, min(end, kept))
    return content


def _number(hit: Hit) -> str:
    return f"#{hit.ticket_id}" if hit.ticket_id is not None else ""


def _number_spans(hit: Hit, wanted: Asked) -> list[Span]:
    return key_spans(_number(hit), wanted.key) if hit.why == "ticket" else []


def _who_spans(hit: Hit, wanted: Asked) -> list[Span]:
    """The part of the name that was typed; the whole of one found by how it is read."""
    who = clean(hit.who)
    spans = spans_of(who, wanted.words)
    return spans or ([(0, len(who))] if hit.why == "name" else [])


def _what(hit: Hit, width: int, wanted: Asked) -> tuple[str, list[Span]]:
    """The subject, and what matched where the subject doesn't show it: that first where both don't fit."""
    label = _label(hit)
    found = "" if hit.why == "ticket" else clean(hit.found)
    if not found or found == label:
        return in_view(label, _spans(hit, label, wanted), width)
    room = max(width - cell_len(found) - 3, width // 3)
    head = f"{clip(label, room)} · "
    found, spans = in_view(found, _spans(hit, found, wanted), width - cell_len(head))
    return head + found, [(begin + len(head), end + len(head)) for begin, end in spans]


def in_view(text: str, spans: list[Span], width: int) -> tuple[str, list[Span]]:
    """The text from so far on that the first of what matched stands within ``width`` cells, as far as it can."""
    if not spans or cell_len(text[: spans[0][1]]) < width:
        return text, spans
    begin, end = spans[0]
    room = min(LEAD, width - cell_len(text[begin:end]) - 2)
    while begin and cell_len(text[begin - 1 : spans[0][0]]) <= room:
        begin -= 1
    if begin == 0:
        return text, spans
    return "…" + text[begin:], [(first + 1 - begin, last + 1 - begin) for first, last in spans]


def _spans(hit: Hit, text: str, wanted: Asked) -> list[Span]:
    if hit.why not in NUMBERED:
        return spans_of(text, wanted.words)
    digits = wanted.phone.lstrip("0") if hit.why == "phone" else ""
    return key_spans(text, wanted.key) or key_spans(text, digits[-7:]) or spans_of(text, wanted.words)


def _label(hit: Hit) -> str:
    match hit.what:
        case "customer":
            return _("customer, nothing written yet")
        case "order":
            return _("order {number}, nothing written about it yet").format(number=clean(hit.label))
    return clean(hit.label)


def _status(hit: Hit) -> str:
    return present.status_name(hit.status) if hit.status else _("customer") if hit.what == "customer" else _("order")


def why_name(why: str) -> str:
    """What matched, in a word."""
    names = {
        "ticket": _("ticket"),
        "return": _("return"),
        "order": _("order"),
        "tracking": _("tracking"),
        "email": _("e-mail"),
        "chat": _("chat"),
        "phone": _("phone"),
        "name": _("name"),
        "subject": _("subject"),
        "message": _("message"),
        "words": _("words"),
        "recent": _("recent"),
    }
    return names.get(why) or clean(why)
