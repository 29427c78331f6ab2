"""Tickets by words: of their subjects, of one message, or some here and some there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from servicedesk.domain.words import Wanted
from servicedesk.store.search import hits, names
from servicedesk.store.search.name_keys import name_keys
from servicedesk.store.search.said import Said
from servicedesk.store.search.text_index import MESSAGES, TICKETS

PAGE = 100
MOST_READ = 2_000
"""Messages with a word are read page by page, the newest first, until enough tickets are together."""
MOST_OF_A_WORD = 500
LISTED = 2
MOST_CHECKED = 120
CHECKED_TOGETHER = 40
MOST_SAID = 400
"""Messages of so few tickets that are looked through, the newest."""
NAMED = 200


def in_messages(connection: Connection, words: Sequence[Wanted], limit: int) -> dict[int, int]:
    """Tickets with the message that has all the words, the newest of such messages first."""
    found: dict[int, int] = {}
    read = 0
    for page in MESSAGES.pages(connection, words):
        for begin in range(0, len(page), PAGE):
            some = page[begin : begin + PAGE]
            for message_id, ticket_id in hits.tickets_of_messages(connection, some).items():
                found.setdefault(ticket_id, message_id)
                if len(found) == limit:
                    return found
            read += len(some)
        if read >= MOST_READ:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Having:
    """Tickets that have a word somewhere. ``complete``: all of them, not only the newest."""

    word: Wanted
    tickets: frozenset[int]
    complete: bool


def here_and_there(connection: Connection, words: Sequence[Wanted], limit: int) -> list[int]:
    """Tickets that have all the words, each in the subject, in some message or in the customer's name; newest first.

    The two rarest words lead; the others, and those too common to be listed whole, are looked up in the texts of the
    tickets they lead to.
    """
    rarest = MESSAGES.rarest_first(connection, words)
    first, *others = sorted((_having(connection, word) for word in rarest[:LISTED]), key=lambda one: len(one.tickets))
    candidates = sorted(first.tickets, reverse=True)
    for other in others:
        if other.complete:
            candidates = [number for number in candidates if number in other.tickets]
    unsure = [*(other for other in others if not other.complete), *(_nowhere(word) for word in rarest[LISTED:])]
    found: list[int] = []
    for begin in range(0, min(MOST_CHECKED, len(candidates)), CHECKED_TOGETHER):
        some = candidates[begin : begin + CHECKED_TOGETHER]
        if any(number not in other.tickets for other in unsure for number in some):
            said = _said(connection, some)
            some = [
                number
                for number in some
                if all(number in other.tickets or said[number].has(other.word) for other in unsure)
            ]
        found += some
        if len(found) >= limit:
            break
    return found[:limit]


def _nowhere(word: Wanted) -> _Having:
    return _Having(word, frozenset(), complete=False)


def _having(connection: Connection, word: Wanted) -> _Having:
    subjects = TICKETS.found(connection, [word], MOST_OF_A_WORD)
    said = MESSAGES.found(connection, [word], MOST_OF_A_WORD)
    tickets = {*subjects, *hits.tickets_of_messages(connection, said).values(), *_named(connection, word)}
    return _Having(word, frozenset(tickets), max(len(subjects), len(said)) < MOST_OF_A_WORD)


def _named(connection: Connection, word: Wanted) -> Sequence[int]:
    customers = names.named(connection, [word.word], NAMED) if len(word.word) > 1 else []
    return hits.newest_of_customers(connection, customers, MOST_OF_A_WORD)


def _said(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, Said]:
    """What each ticket's subject, its newest messages and its customer's name say, read as they stand."""
    facts = hits.facts_of_tickets(connection, ticket_ids)
    said = {number: Said([*texts], name_keys(name)) for number, (name, *texts) in facts.items()}
    messages = hits.messages_of_tickets(connection, ticket_ids)
    newest = sorted(messages)[-MOST_SAID:]
    for number, texts in hits.texts_of_messages(connection, newest).items():
        said[messages[number]].texts += texts
    return said
