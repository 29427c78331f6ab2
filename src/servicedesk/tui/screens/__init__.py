"""Every slip of the console in one registry, each with a factory on a given text.

The test of hostile texts walks it, so that a new slip is covered by being listed here. Slips are imported by
their factories: the console starts without them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from servicedesk.tui.screens.slip import Slip

Factory = Callable[[str], "Slip[Any]"]
"""A slip whose every text from outside is the given one."""


def _choices(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.choices import Choices
    from servicedesk.tui.widgets.choice_list import Choice

    lines = [Choice(0, text, text), Choice(1, text, text, text), Choice(2, text)]
    return Choices(text, lines, body=text)


def _send_strip(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.samples import sample_row
    from servicedesk.tui.screens.sending.samples import sample_frame, sample_left
    from servicedesk.tui.screens.sending.strip import send_strip

    return send_strip(text, sample_row(text), text, sample_left(text), sample_frame())


def _status_strip(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.samples import sample_row
    from servicedesk.tui.screens.sending.samples import sample_frame, sample_left
    from servicedesk.tui.screens.sending.strip import status_strip

    return status_strip(sample_row(text), sample_left(text), sample_frame())


def _newer(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.sending.newer import newer_slip
    from servicedesk.tui.screens.sending.samples import sample_frame, sample_message

    frame = sample_frame()
    return newer_slip(text, [sample_message(text), sample_message(text)], frame.zone, frame.now)


def _prompt(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.prompt import TextPrompt

    return TextPrompt(text, value=text, body=text, placeholder=text)


def _finder(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.finder import Finder
    from servicedesk.tui.widgets.choice_list import Choice

    async def source(_wanted: str) -> list[Choice[int]]:
        return [Choice(0, text, text), Choice(1, text, "", text)]

    return Finder(text, source, value=text)


def _hits(text: str) -> "Slip[Any]":
    from servicedesk.tui.acts.finding import new_contact_choice
    from servicedesk.tui.screens.finder import Finder
    from servicedesk.tui.screens.samples import sample_hits
    from servicedesk.tui.widgets.choice_list import Choice
    from servicedesk.tui.widgets.hit_list import Found, HitList

    hits = sample_hits(text)
    lines = HitList(UTC, lambda: datetime(2026, 11, 21, tzinfo=UTC))

    async def source(wanted: str) -> list[Choice[Found]]:
        lines.look_for(wanted)
        return [*(Choice[Found](hit, hit.label) for hit in hits), new_contact_choice(text)]

    return Finder(text, source, value=text, lines=lines)


def _progress(text: str) -> "Slip[Any]":
    from asyncio import sleep

    from servicedesk.tui.screens.progress import Progress

    return Progress(text, 1_000, lambda _slip: sleep(60))


def _two_sides(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.sending.two_sides import TwoSides
    from servicedesk.tui.widgets.choice_list import Choice

    return TwoSides(text, (text, [text, text]), (text, [text]), [Choice(False, text), Choice(True, text, text)])


def _stale(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.sending.stale import stale_slip

    return stale_slip(1, text, [text, text])


def _palette(text: str) -> "Slip[Any]":
    from servicedesk.tui.actions import registry
    from servicedesk.tui.keymap import Keymap
    from servicedesk.tui.place import Place
    from servicedesk.tui.screens.palette import palette
    from servicedesk.tui.screens.samples import sample_row

    return palette(Keymap(registry()), Place(sample_row(text), me=text, undo=text))


def _help(text: str) -> "Slip[Any]":
    from servicedesk.tui.actions import Scope, registry
    from servicedesk.tui.keymap import Keymap
    from servicedesk.tui.place import Place
    from servicedesk.tui.screens.help import Help
    from servicedesk.tui.screens.samples import sample_row

    return Help(Keymap(registry()), Scope.TICKET, Place(sample_row(text), me=text, undo=text))


def _handover(text: str) -> "Slip[Any]":
    from servicedesk.domain.together import Colleague
    from servicedesk.tui.handover_sheet import Entry, Sheet
    from servicedesk.tui.screens.handover import HandoverSlip
    from servicedesk.tui.screens.samples import sample_row

    somebody = Colleague(text, text, frozenset({text}), frozenset({text}), True, 3)
    return HandoverSlip(Sheet([Entry(sample_row(text), text, somebody), Entry(sample_row(text), text)]))


def _back(text: str) -> "Slip[Any]":
    from datetime import UTC, datetime

    from servicedesk.desk.together_views import Back
    from servicedesk.tui.screens.samples import sample_last_ticket
    from servicedesk.tui.screens.shift_slips import back_slip

    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    last = sample_last_ticket(text)
    return back_slip(Back(now, (last,)), [last], {"ana": text}, now, UTC)


def _day(text: str) -> "Slip[Any]":
    from datetime import UTC, datetime

    from servicedesk.desk.together_views import DayCard, KindWord, PromiseAhead
    from servicedesk.tui.screens.shift_slips import day_slip

    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return day_slip(DayCard(3, 1, (PromiseAhead(1, text, now),), KindWord(2, text, text, now)), now, UTC)


def _answers(text: str) -> "Slip[Any]":
    from servicedesk.answers.answer import Answer
    from servicedesk.answers.filling import Values
    from servicedesk.answers.ranking import Facts
    from servicedesk.answers.shelf import Shelf, Stock
    from servicedesk.domain.errors import BadFile
    from servicedesk.tui.screens.answers import AnswersSlip

    answers = [Answer(f"A-{n}", text, "en", f"{text}\n{{name}} {{order}}", words=(text,)) for n in range(3)]
    shelf = Shelf(Stock.of(answers), Facts(said=text), Values(text, text, text, text))
    return AnswersSlip(shelf, letter=True, problems=[BadFile(text, 1, text, text)])


def _thread_search(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.thread_search import ThreadSearch

    async def seek(_wanted: str) -> int:
        return 3

    async def show(_nth: int) -> None:
        return None

    return ThreadSearch(seek, show, value=text)


def _path_prompt(text: str) -> "Slip[Any]":
    from servicedesk.tui.screens.path_prompt import PathPrompt

    return PathPrompt(text, value=text)


def _about_customers(name: str) -> Factory:
    def make(text: str) -> "Slip[Any]":
        from servicedesk.tui.screens.whole_customer import samples as customer_samples

        slip: Slip[Any] = getattr(customer_samples, name)(text)
        return slip

    return make


SCREENS: Final[Mapping[str, Factory]] = MappingProxyType(
    {
        "choices": _choices,
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
        "thread_search": _thread_search,
        "path_prompt": _path_prompt,
        "call": _about_customers("call_slip"),
        "call_notes": _about_customers("call_notes"),
        "call_of_stranger": _about_customers("stranger_notes"),
        "customer": _about_customers("whole_customer"),
        "customer_note": _about_customers("customer_note"),
        "palette": _palette,
        "help": _help,
        "handover": _handover,
        "back": _back,
        "day": _day,
    }
)
