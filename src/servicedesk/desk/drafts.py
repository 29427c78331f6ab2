"""Drafts: what somebody is writing, kept within a second of the last key. Not events."""

from servicedesk.desk.read import draft_view
from servicedesk.desk.views import DraftView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid, NotFound
from servicedesk.domain.roles import Permission
from servicedesk.domain.side_threads import side_draft
from servicedesk.domain.texts import storable
from servicedesk.domain.used_answers import NONE, Inserted, as_text
from servicedesk.store import people, queues

MODES = ("reply", "note")


class Drafts:
    def __init__(self, work: Work) -> None:
        self._work = work

    def save(self, ticket_id: int, mode: str, body: str, caret: int = 0, inserted: Inserted = NONE) -> None:
        """Keep a draft in place of the one before; one with nothing in it is dropped. ``caret`` counts characters.

        ``inserted``: the canned answers in it and what their macros will do.
        """
        self._work.require(Permission.DRAFT)
        _check(mode)
        body = storable(body)
        with self._work.store.transaction(aside=True) as connection:
            if queues.row(connection, ticket_id) is None:
                raise NotFound("ticket", ticket_id)
            if body or inserted.actions:
                now = self._work.clock.now()
                me = self._work.actor.id
                people.save_draft(connection, me, ticket_id, mode, body, caret, now, as_text(inserted))
            else:
                people.drop_draft(connection, self._work.actor.id, ticket_id, mode)

    def load(self, ticket_id: int) -> tuple[DraftView, ...]:
        """One's drafts on a ticket."""
        with self._work.store.read() as connection:
            rows = people.drafts_of(connection, self._work.actor.id, ticket_id)
        return tuple(draft_view(row) for row in rows)

    def discard(self, ticket_id: int, mode: str) -> None:
        _check(mode)
        with self._work.store.transaction(aside=True) as connection:
            people.drop_draft(connection, self._work.actor.id, ticket_id, mode)


def _check(mode: str) -> None:
    if mode not in MODES and side_draft(mode) is None:
        raise Invalid("mode", f"{mode!r} is none of {', '.join(MODES)}, side:KIND:NAME, answer:KIND:NAME")
