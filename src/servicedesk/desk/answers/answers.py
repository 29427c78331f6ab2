"""The canned answers of a desk: kept in the store, offered for the ticket in hand."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from servicedesk.answers.answer import LETTER, Offer, Reason
from servicedesk.answers.placeholders.facts import TicketFacts
from servicedesk.answers.ranking import Facts, told
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.desk.answer_values import ticket_facts
from servicedesk.desk.answers.editing import Editing
from servicedesk.desk.answers.learning import Learning
from servicedesk.desk.answers.outcomes import Outcomes
from servicedesk.desk.answers.own_words import typed_often
from servicedesk.desk.answers.situation import asked, language_of, situation
from servicedesk.desk.answers.stocks import Stocks
from servicedesk.desk.opening import shop_settings
from servicedesk.desk.people import People
from servicedesk.desk.tickets import Tickets
from servicedesk.desk.views import CustomerView, TicketView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.own_words import own_paragraphs
from servicedesk.store import own_words

IN_SHELF: Final = 5
"""Suggestions that lift answers in a shelf."""


BESIDE: Final = 3
"""So many more are asked for: one that has been retired since is still known."""


class Answers(Editing):
    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._outcomes = Outcomes(work)
        self._stocks = Stocks(work, self._outcomes)
        self._learning = Learning(work)

    def prepare(self) -> None:
        """Make all ready in a thread of its own: for a console, once its first page stands."""
        threading.Thread(target=self._get_ready, name="answers", daemon=True).start()

    def close(self) -> None:
        """Leave what is being learned."""
        self._learning.stop()

    def shelf(self, ticket_id: int | None = None) -> Shelf:
        """The answers as one ticket sees them, or all of them with no ticket. Raises NotFound.

        In a console nobody waits for what is still being learned: it counts from the next shelf on.
        """
        stock = self._stocks.current()
        if ticket_id is None:
            return Shelf(stock, Facts(), self._facts(None, None), for_ticket=False)
        tickets = Tickets(self._work)
        view, customer = tickets.show(ticket_id), tickets.customer(ticket_id)
        facts = situation(view, customer, self._work.clock.now())
        learnt = self._learnt(stock, asked(view))
        return Shelf(stock, facts, self._facts(view, customer), learnt=learnt)

    def suggest(self, *, text: str | None = None, ticket_id: int | None = None, limit: int = 3) -> tuple[Offer, ...]:
        """The answers that a message calls for, best first; nothing when it is out of scope.

        ``text`` is the message; without one it is the customer's newest of the ticket. The answer is that of the
        ticket's language, else the text's, where it is there in that. Raises NotFound.
        """
        language = ""
        if ticket_id is not None:
            view = Tickets(self._work).show(ticket_id)
            language = situation(view, None, self._work.clock.now()).language
            text = asked(view) if text is None else text
        text = text or ""
        stock = self._stocks.current()
        found = [
            offer
            for one in self._learning.suggest(text, stock, limit + BESIDE)
            if (offer := _offer(stock, one.code, one.confidence, language or language_of(text))) is not None
        ]
        return tuple(found[:limit])

    def typed(self, text: str) -> tuple[str, ...]:
        """The paragraphs of a sent text that one has now typed for the third time or more, and no answer says."""
        with self._work.store.read() as connection:
            found = typed_often(connection, self._work.actor.id, text)
        return tuple(one for one in found if not self._stocks.current().says(one)) if found else ()

    def dismiss(self, text: str) -> None:
        """Never tell of the paragraphs of this text again."""
        digests = [paragraph.digest for paragraph in own_paragraphs(text)]
        with self._work.store.transaction(aside=True) as connection:
            own_words.dismiss(connection, self._work.actor.id, digests)

    def _get_ready(self) -> None:
        with suppress(StoreUnavailable):
            self._learning.catch_up_behind(self._stocks.current())

    def _learnt(self, stock: Stock, text: str) -> Mapping[str, float]:
        waits = self._work.via != "console"
        return {one.code: one.confidence for one in self._learning.suggest(text, stock, IN_SHELF, waits=waits)}

    def _facts(self, view: TicketView | None, customer: CustomerView | None) -> TicketFacts:
        """What placeholders are filled from."""
        me = People(self._work).get(self._work.actor.handle)
        product = None if view is None or not view.product else Tickets(self._work).product(view.product)
        shop = shop_settings(self._work)
        return ticket_facts(view, customer, actor=me, shop=shop, now=self._work.clock.now(), product=product)


def _offer(stock: Stock, code: str, sure: float, language: str) -> Offer | None:
    pair = [answer for answer in stock.with_code(code) if answer.code != LETTER]
    answer = next((one for one in pair if one.language == language), pair[0] if pair else None)
    if answer is None:
        return None
    score = max(0, min(100, round(100 * sure)))
    return Offer(answer, score, (Reason("learnt", str(score)), *told(stock.past.get(answer.id))))
