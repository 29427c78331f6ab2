"""Everything about one customer at a glance, and the note that colleagues keep about them."""

from servicedesk.desk.customers import customer_view
from servicedesk.desk.read import promise_view
from servicedesk.desk.returning.reading import views_of_returns
from servicedesk.desk.views import CustomerPromise, WholeCustomer
from servicedesk.desk.work import Work, acting
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.roles import Permission
from servicedesk.domain.texts import storable
from servicedesk.store import customers, messages, returns, streams

ORDERS = 20
TICKETS = 50
LONGEST_NOTE = 10_000
"""Characters of a note about a customer."""


def whole_customer(work: Work, customer_id: int) -> WholeCustomer:
    """The customer with a first page of orders and of tickets, all returns and all open promises. Raises NotFound."""
    work.require(Permission.READ)
    with work.store.read() as connection:
        return WholeCustomer(
            customer=customer_view(connection, customer_id, orders=ORDERS, tickets=TICKETS),
            returns=views_of_returns(connection, returns.of_customer(connection, customer_id)),
            promises=tuple(
                CustomerPromise(row["ticket_id"], promise_view(row))
                for row in messages.open_promises_to(connection, customer_id)
            ),
        )


def change_note(work: Work, customer_id: int, text: str, seen: str | None) -> None:
    """Replace the note about a customer; an empty text takes it away.

    ``seen`` is the note that the writer saw, None to overwrite whatever stands there. Raises NotFound, Invalid, and
    Refused with ``theirs`` when somebody wrote another one meanwhile.
    """
    work.require(Permission.WORK)
    note = storable(text).strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", f"{len(note)} characters; {LONGEST_NOTE} are allowed")
    with acting(work, "customer_note") as context:
        work.store.lock_name(context.connection, f"customer:{customer_id}")
        row = customers.get(context.connection, customer_id)
        if row is None:
            raise NotFound("customer", customer_id)
        if row["note"] == note:
            return
        if seen is not None and row["note"] != seen:
            raise Refused("somebody changed the note meanwhile", customer=customer_id, theirs=row["note"])
        payload: Payload = {"note": text_digest(row["salt"], note)}
        event = chain(
            Stream(StreamKind.CUSTOMER, customer_id),
            row["version"] + 1,
            EventType.CHANGED,
            context.act_id,
            work.actor.code,
            work.via,
            context.at,
            payload,
            row["head"],
        )
        streams.append(context.connection, [event])
        customers.set_note(context.connection, customer_id, note, version=event.seq, head=event.hash)
