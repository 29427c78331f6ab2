"""Every slip of the console on a given text: what the tests of hostile texts and of widths walk."""

from asyncio import sleep
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from tests.tui.slips import customers, floor, ledger, library, workflows
from tests.tui.slips.sending import sample_frame, sample_left, sample_message
from tests.tui.slips.tickets import sample_hits, sample_last_ticket, sample_row

from servicedesk.desk.together_views import Back, DayCard, KindWord, PromiseAhead
from servicedesk.domain.gate.findings import HARD, SOFT, Finding
from servicedesk.domain.together import Colleague
from servicedesk.i18n import _
from servicedesk.tui.actions import Scope, registry
from servicedesk.tui.acts.finding import new_contact_choice
from servicedesk.tui.handover_sheet import Entry, Sheet
from servicedesk.tui.keymap import Keymap
from servicedesk.tui.place import Place
from servicedesk.tui.screens.answers import AnswersSlip
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.handover import HandoverSlip
from servicedesk.tui.screens.help import Help
from servicedesk.tui.screens.palette import palette
from servicedesk.tui.screens.path_prompt import PathPrompt
from servicedesk.tui.screens.progress import Progress
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.screens.sending.gate import GateSlip
from servicedesk.tui.screens.sending.newer import newer_slip
from servicedesk.tui.screens.sending.stale import stale_slip
from servicedesk.tui.screens.sending.strip import send_strip, status_strip
from servicedesk.tui.screens.sending.two_sides import TwoSides
from servicedesk.tui.screens.shift_slips import back_slip, day_slip
from servicedesk.tui.screens.slip import Slip
from servicedesk.tui.screens.thread_search import ThreadSearch
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.widgets.hit_list import Found, HitList

Factory = Callable[[str], Slip[Any]]
"""A slip whose every text from outside is the given one."""


def _choices(text: str) -> Slip[Any]:
    lines = [Choice(0, text, text), Choice(1, text, text, text), Choice(2, text)]
    return Choices(text, lines, body=text)


def _gate(text: str) -> Slip[Any]:
    return GateSlip([Finding(code, code in HARD, 0, len(text), text) for code in (*HARD, *SOFT)])


def _send_strip(text: str) -> Slip[Any]:
    return send_strip(text, sample_row(text), text, sample_left(text), sample_frame())


def _status_strip(text: str) -> Slip[Any]:
    return status_strip(sample_row(text), sample_left(text), sample_frame())


def _newer(text: str) -> Slip[Any]:
    frame = sample_frame()
    return newer_slip(text, [sample_message(text), sample_message(text)], frame.zone, frame.now)


def _prompt(text: str) -> Slip[Any]:
    return TextPrompt(text, value=text, body=text, placeholder=text)


def _finder(text: str) -> Slip[Any]:
    async def source(_wanted: str) -> list[Choice[int]]:
        return [Choice(0, text, text), Choice(1, text, "", text)]

    return Finder(text, source, value=text)


def _hits(text: str) -> Slip[Any]:
    hits = sample_hits(text)
    lines = HitList(UTC, lambda: datetime(2026, 11, 21, tzinfo=UTC))

    async def source(wanted: str) -> list[Choice[Found]]:
        lines.look_for(wanted)
        return [*(Choice[Found](hit, hit.label) for hit in hits), new_contact_choice(text)]

    return Finder(text, source, value=text, lines=lines)


def _progress(text: str) -> Slip[Any]:

    return Progress(text, 1_000, lambda _slip: sleep(60))


def _two_sides(text: str) -> Slip[Any]:
    return TwoSides(
        _("Not undone: later acts stand on it"),
        (text, [text, text]),
        (text, [text]),
        [Choice(False, text), Choice(True, text, text)],
    )


def _stale(text: str) -> Slip[Any]:
    return stale_slip(1, text, [text, text])


def _palette(text: str) -> Slip[Any]:
    return palette(Keymap(registry()), Place(sample_row(text), me=text, undo=text))


def _help(text: str) -> Slip[Any]:
    return Help(Keymap(registry()), Scope.TICKET, Place(sample_row(text), me=text, undo=text))


def _handover(text: str) -> Slip[Any]:
    somebody = Colleague(text, text, frozenset({text}), frozenset({text}), True, 3)
    return HandoverSlip(Sheet([Entry(sample_row(text), text, somebody), Entry(sample_row(text), text)]))


def _back(text: str) -> Slip[Any]:

    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    last = sample_last_ticket(text)
    return back_slip(Back(now, (last,)), [last], {"ana": text}, now, UTC)


def _day(text: str) -> Slip[Any]:

    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return day_slip(DayCard(3, 1, (PromiseAhead(1, text, now),), KindWord(2, text, text, now)), now, UTC)


def _answers(text: str) -> Slip[Any]:
    return AnswersSlip(library.Coming(text), letter=True)


def _thread_search(text: str) -> Slip[Any]:
    async def seek(_wanted: str) -> int:
        return 3

    async def show(_nth: int) -> None:
        return None

    return ThreadSearch(seek, show, value=text)


def _path_prompt(text: str) -> Slip[Any]:
    return PathPrompt(text, value=text)


SLIPS: Final[Mapping[str, Factory]] = MappingProxyType(
    {
        "choices": _choices,
        "gate": _gate,
        "send_strip": _send_strip,
        "status_strip": _status_strip,
        "newer": _newer,
        "prompt": _prompt,
        "finder": _finder,
        "hits": _hits,
        "two_sides": _two_sides,
        "progress": _progress,
        "stale": _stale,
        "answers": _answers,
        "collection": library.collection_slip,
        "editor": library.editor_slip,
        "versions": library.versions_slip,
        "thread_search": _thread_search,
        "path_prompt": _path_prompt,
        "call": customers.call_slip,
        "call_notes": customers.call_notes,
        "call_of_stranger": customers.stranger_notes,
        "customer": customers.whole_customer,
        "customer_note": customers.customer_note,
        "ledger": ledger.ledger_slip,
        "palette": _palette,
        "help": _help,
        "handover": _handover,
        "back": _back,
        "day": _day,
        "floor_tickets": floor.tickets_slip,
        "floor_mine": floor.mine,
        "floor_monday": floor.monday,
        "steps": workflows.steps_slip,
        "request_a_return": workflows.request_slip,
        "finish_a_return": workflows.finish_slip,
        "escalate": workflows.escalate_slip,
    }
)
