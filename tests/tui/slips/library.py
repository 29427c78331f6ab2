"""Slips of the answers: each with the same text wherever somebody else's text may stand."""

from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any

from servicedesk.answers.answer import Answer
from servicedesk.answers.placeholders.facts import OrderFacts, ProductFacts, TicketFacts
from servicedesk.answers.ranking import Facts
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.desk.answers.views import AnswerVersion, AnswerView
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.tui.screens.library.collection import CollectionSlip
from servicedesk.tui.screens.library.editor import EditorSlip
from servicedesk.tui.screens.library.sheet import sheet_of
from servicedesk.tui.screens.library.versions import VersionsSlip
from servicedesk.tui.screens.slip import Slip

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def answer(text: str, number: int = 1) -> Answer:
    body = f"{text}\n{{customer.name}} {{order.number}}"
    tagged = (MacroAction(ActionKind.TAG, text),)
    return Answer(
        f"A-{number}",
        text,
        "en",
        body,
        words=(text,),
        folder=text,
        owner=f"team:{text}",
        number=number,
        examples=(text,),
        actions=tagged,
    )


def shelf(text: str) -> Shelf:
    facts = TicketFacts(customer=text, subject=text, order=OrderFacts(text), product=ProductFacts(text, text, text))
    return Shelf(Stock.of([answer(text, n) for n in range(1, 4)]), Facts(said=text), facts)


class _Board:
    async def keep(self, fields: Mapping[str, str]) -> None:
        del fields

    async def save(self, wanted: Answer) -> AnswerView:
        return AnswerView(wanted, NOW)


def collection_slip(text: str) -> Slip[Any]:
    views = [AnswerView(answer(text, n), NOW, text, 3, 2, 1, retired=n == 3, mine=n == 1) for n in range(1, 4)]
    return CollectionSlip(views, shelf(text), NOW, UTC, text=text, number=2, said=text)


def editor_slip(text: str) -> Slip[Any]:
    before, filler = answer(text), shelf(text)
    return EditorSlip(
        before, sheet_of(before, "lin"), _Board(), lambda one: filler.filled(one, letter=False), "lin", kept=True
    )


def versions_slip(text: str) -> Slip[Any]:
    versions = [AnswerVersion(n, answer(f"{text} {n}"), NOW, text, retired=n == 1) for n in (3, 2, 1)]
    return VersionsSlip(versions, NOW, UTC, "lin")


class Coming:
    """Answers that are there as soon as somebody waits for them."""

    def __init__(self, text: str) -> None:
        self._shelf = shelf(text)

    def __await__(self) -> Generator[None, None, Shelf]:
        yield
        return self._shelf
