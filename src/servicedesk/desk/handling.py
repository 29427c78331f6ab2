"""What is decided about a ticket: status, stage, priority, kind, tags, snooze, promises, and a complaint's facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from servicedesk.desk.complaints import department_code
from servicedesk.desk.intake import check_severity
from servicedesk.desk.macros import check_answers, run_actions
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.promising import end_promise, record_meanwhile, record_promise
from servicedesk.desk.ticket_acts import finish, move_by_hand, move_stage_by_hand, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.domain.choices import chosen
from servicedesk.domain.digests import facts_digest
from servicedesk.domain.errors import Invalid, Refused
from servicedesk.domain.events import EventType, Payload, micros
from servicedesk.domain.macros import MacroAction
from servicedesk.domain.meanwhile import NOTHING, Meanwhile, NewPromise
from servicedesk.domain.tags import check_tag, removed_tags
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import (
    Kind,
    Nature,
    Priority,
    Status,
    first_stage,
)
from servicedesk.domain.used_answers import UsedAnswer, as_payload, inserted
from servicedesk.store import tickets as ticket_rows

UNSET: Final = "\0unset"
"""A field the caller does not speak of, where None would empty it."""


class Handling:
    def __init__(self, work: Work) -> None:
        self._work = work

    def status(
        self, ticket_id: int, status: str, *, version: int | None = None, meanwhile: Meanwhile = NOTHING
    ) -> Done:
        """Move the status; ``meanwhile``: the follow-up and promises that go with it.

        Raises IllegalMove with the legal ones, Invalid, Refused for a complaint not yet communicated.
        """
        wanted = chosen("status", Status, status)
        with acting(self._work, "status") as context:
            meanwhile = meanwhile.checked(context.at)
            yours: Payload = {"act": "status", "to": str(wanted)}
            ticket = take_for(context, ticket_id, version, yours, opens=False, ended_too=True)
            move_by_hand(ticket, wanted)
            record_meanwhile(ticket, meanwhile)
            return finish(ticket)

    def priority(self, ticket_id: int, priority: str, *, version: int | None = None) -> Done:
        wanted = chosen("priority", Priority, priority)
        with acting(self._work, "priority") as context:
            ticket = take_for(context, ticket_id, version, {"act": "priority", "to": str(wanted)})
            if wanted is ticket.state.priority:
                raise Refused(f"the priority is {wanted} already", ticket=ticket_id)
            ticket.record(EventType.PRIORITY, {"from": str(ticket.state.priority), "to": str(wanted)})
            return finish(ticket)

    def kind(self, ticket_id: int, kind: str, *, version: int | None = None) -> Done:
        """Change the kind: the old stage is closed in the events, the new kind's first stage starts."""
        wanted = chosen("kind", Kind, kind)
        with acting(self._work, "kind") as context:
            ticket = take_for(context, ticket_id, version, {"act": "kind", "to": str(wanted)})
            state = ticket.state
            if wanted is state.kind:
                raise Refused(f"the ticket is a {wanted} already", ticket=ticket_id)
            if wanted is Kind.COMPLAINT and state.status is Status.RESOLVED:
                raise Refused("a resolved ticket can't become a complaint; open it again first", ticket=ticket_id)
            stage = self._rma_stage(ticket) if wanted is Kind.RETURN else first_stage(wanted)
            payload: Payload = {"from": str(state.kind), "to": str(wanted), "old_stage": state.stage, "stage": stage}
            ticket.record(EventType.KIND, payload)
            return finish(ticket)

    def _rma_stage(self, ticket: OpenTicket) -> str | None:
        from servicedesk.desk.returning.open_return import stage_of_ticket

        return stage_of_ticket(ticket.context, ticket.id)

    def stage(self, ticket_id: int, stage: str, *, version: int | None = None) -> Done:
        """Move a complaint one stage on; ``communicated`` needs a public reply after the decision."""
        with acting(self._work, "stage") as context:
            ticket = take_for(context, ticket_id, version, {"act": "stage", "to": stage})
            move_stage_by_hand(ticket, stage)
            return finish(ticket)

    def tag(
        self, ticket_id: int, add: Sequence[str] = (), remove: Sequence[str] = (), *, version: int | None = None
    ) -> Done:
        """Add and remove tags; those that change nothing are left out of the event."""
        with acting(self._work, "tag") as context:
            ticket = take_for(context, ticket_id, version, {"act": "tag"}, ended_too=True, opens=False)
            new = sorted({check_tag(tag) for tag in add} - ticket.state.tags)
            gone = sorted({tag for typed in remove for tag in removed_tags(typed, ticket.state.tags)})
            if not new and not gone:
                raise Refused("these tags change nothing", ticket=ticket_id, tags=sorted(ticket.state.tags))
            ticket.record(EventType.TAGGED, {"add": [*new], "remove": [*gone]})
            return finish(ticket)

    def macro(
        self,
        ticket_id: int,
        actions: Sequence[MacroAction],
        *,
        answers: Sequence[UsedAnswer] = (),
        version: int | None = None,
    ) -> Done:
        """Do what macros say, by themselves, as one act; ``answers``: those they belong to.

        What is so already is passed over. Raises what the first action that may not be done raises, named in
        ``details["action"]``; nothing is done then. Refused where nothing would change.
        """
        what = inserted(answers, actions)
        with acting(self._work, "macro") as context:
            ticket = take_for(context, ticket_id, version, {"act": "macro"})
            check_answers(context.connection, what)
            before = len(ticket.new_events)
            run_actions(ticket, what.actions)
            if len(ticket.new_events) == before:
                raise Refused("that macro would change nothing here", ticket=ticket_id)
            ticket.record(EventType.MACRO, as_payload(what))
            return finish(ticket)

    def snooze(self, ticket_id: int, until: datetime, *, version: int | None = None) -> Done:
        """Hide the ticket from the queue until an instant or the customer's next message; clocks run on."""
        if until.tzinfo is None:
            raise Invalid("until", "the time needs a zone")
        with acting(self._work, "snooze") as context:
            if until <= context.at:
                raise Invalid("until", "that time has passed")
            ticket = take_for(context, ticket_id, version, {"act": "snooze"})
            if not ticket.state.live:
                raise Refused(f"a {ticket.state.status} ticket is not in the queue", ticket=ticket_id)
            ticket.record(EventType.SNOOZED, {"until": micros(until)})
            return finish(ticket)

    def promise(self, ticket_id: int, text: str, due: datetime, *, version: int | None = None) -> Done:
        """What we told the customer, and until when."""
        promise = NewPromise(text, due).checked()
        with acting(self._work, "promise") as context:
            ticket = take_for(context, ticket_id, version, {"act": "promise"})
            record_promise(ticket, promise)
            return finish(ticket)

    def settle_promise(self, ticket_id: int, promise_id: int, *, kept: bool, version: int | None = None) -> Done:
        """Say whether a promise was kept."""
        with acting(self._work, "promise_kept" if kept else "promise_broken") as context:
            ticket = take_for(context, ticket_id, version, {"act": "settle_promise"}, ended_too=True, opens=False)
            end_promise(ticket, promise_id, "kept" if kept else "broken")
            return finish(ticket)

    def subject(self, ticket_id: int, text: str, *, version: int | None = None) -> Done:
        text = storable(text).strip()
        if not text:
            raise Invalid("subject", "there is nothing in it")
        with acting(self._work, "subject") as context:
            ticket = take_for(context, ticket_id, version, {"act": "subject"}, opens=False)
            ticket.record(EventType.SUBJECT, {"facts": _with_text(ticket, "subject", text)})
            return finish(ticket)

    def complaint(
        self,
        ticket_id: int,
        *,
        nature: str | None = UNSET,
        severity: int | str | None = UNSET,
        department: str | None = UNSET,
        remedy: str = UNSET,
        accepted: bool | str | None = UNSET,
        stage: str | None = None,
        version: int | None = None,
    ) -> Done:
        """What a complaint is about and what was offered; only the fields given change, and ``stage`` after them.

        ``severity`` is 1 (the worst) to 4, ``accepted`` whether the customer took the remedy; where they didn't,
        ``stage`` may send the complaint back to ``assessed``. Raises Invalid naming
        the field, Refused for what isn't a complaint, and what ``stage`` raises.
        """
        with acting(self._work, "complaint") as context:
            ticket = take_for(context, ticket_id, version, {"act": "complaint"})
            if ticket.state.kind is not Kind.COMPLAINT:
                raise Refused(f"a {ticket.state.kind} has no nature, severity or remedy", ticket=ticket_id)
            payload: Payload = {}
            if nature != UNSET:
                payload["nature"] = None if nature is None else str(chosen("nature", Nature, nature))
            if severity != UNSET:
                payload["severity"] = check_severity(severity)
            if department != UNSET:
                payload["department"] = None if department is None else department_code(department)
            if accepted != UNSET:
                payload["accepted"] = _yes_or_no("accepted", accepted)
            if remedy != UNSET:
                payload["facts"] = _with_text(ticket, "remedy", storable(remedy).strip())
            if not payload and stage is None:
                raise Invalid("complaint", "nothing was said")
            if payload:
                ticket.record(EventType.COMPLAINT, payload)
            if stage is not None:
                move_stage_by_hand(ticket, stage)
            return finish(ticket)


def _yes_or_no(field: str, value: object) -> bool | None:
    """Raises Invalid for what is neither, nor None (not known)."""
    if value is None or isinstance(value, bool):
        return value
    raise Invalid(field, f"expected yes or no, not {str(value)[:20]!r}")


def _with_text(ticket: OpenTicket, name: str, text: str) -> str:
    """Change one free text of the ticket; returns the new digest of them all."""
    connection = ticket.context.connection
    texts = dict(ticket_rows.texts_of(connection, ticket.id))
    ticket_rows.keep_texts(connection, ticket.id, ticket.state.facts_digest, texts)
    texts[name] = text
    ticket_rows.set_text(connection, ticket.id, name, text)
    return facts_digest(texts["salt"], texts["subject"], texts["order_text"], texts["product_text"], texts["remedy"])
