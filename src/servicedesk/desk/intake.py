"""How tickets begin: opened by a colleague, by a customer's message, or as the heir of a closed one."""

from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.desk.complaints import acknowledge_by_reply, department_code
from servicedesk.desk.messaging import add_call, add_customer_message, add_message
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import finish, move_by_hand
from servicedesk.desk.views import Done
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain import identities
from servicedesk.domain.calls import Outcome, PhoneCall
from servicedesk.domain.choices import chosen
from servicedesk.domain.digests import facts_digest, text_digest
from servicedesk.domain.errors import Invalid, NotFound
from servicedesk.domain.events import EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.identities import Identity
from servicedesk.domain.roles import Permission
from servicedesk.domain.tags import check_tag
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import Channel, Kind, Nature, Priority, Status, first_stage
from servicedesk.store import conditions, customers, forms, people, streams
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.tables.customers import customers as customers_table
from servicedesk.store.tables.tickets import tickets as tickets_table

SUBJECT_LENGTH = 80
"""Characters of a message that become the subject where none is given."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What is known when a ticket begins. ``order`` and ``product`` are a number and a sku, or plain text."""

    kind: Kind
    subject: str
    channel: str = "local"
    priority: Priority = Priority.NORMAL
    language: str | None = None
    customer_id: int | None = None
    team_id: int | None = None
    assignee_id: int | None = None
    order: str | None = None
    product: str | None = None
    tags: Sequence[str] = ()
    nature: str | None = None
    severity: int | None = None
    department: str | None = None
    split_from: int | None = None


class Intake:
    def __init__(self, work: Work) -> None:
        self._work = work

    def open(
        self,
        *,
        kind: str,
        subject: str | None = None,
        body: str | None = None,
        customer: str | None = None,
        name: str | None = None,
        phone: str | None = None,
        channel: str = "local",
        priority: str | None = None,
        language: str | None = None,
        order: str | None = None,
        product: str | None = None,
        tags: Sequence[str] = (),
        team: str | None = None,
        nature: str | None = None,
        severity: int | None = None,
        department: str | None = None,
        customer_id: int | None = None,
        as_agent: bool = False,
        call: PhoneCall | None = None,
        then: str | None = None,
        form: str | None = None,
    ) -> Done:
        """Open a ticket. ``body`` is the customer's first message (ours with ``as_agent``, the record of a ``call``).

        The customer is found by e-mail or phone, or made; without these or a name it is an unnamed one. ``then``:
        the status it gets in the same act. ``form``: the kept form it was written in, dropped with it. Raises
        Invalid, IllegalMove, Refused; needs a subject or a body, a call a body.
        """
        self._work.require(Permission.WORK)
        subject, body, name, department = _kept(subject), _kept(body), _kept(name), _kept(department)
        order, product, language = _kept(order), _kept(product), _kept(language)
        if not (subject or "").strip() and not (body or "").strip():
            raise Invalid("subject", "a ticket needs a subject or a body")
        if call is not None:
            call.check()
            if not (body or "").strip():
                raise Invalid("body", "a call's record needs a text")
        with acting(self._work, "open") as context:
            new = NewTicket(
                kind=chosen("kind", Kind, kind),
                subject=_subject(subject, body),
                channel=chosen("channel", Channel, channel),
                priority=chosen("priority", Priority, priority or "normal"),
                language=language,
                customer_id=_known_customer(context, customer_id)
                or find_or_add_customer(context, customer, phone, name, language),
                team_id=team_id(context, team),
                order=order,
                product=product,
                tags=[check_tag(tag) for tag in tags],
                nature=None if nature is None else chosen("nature", Nature, nature),
                severity=check_severity(severity),
                department=None if department is None else department_code(department),
            )
            ticket = start_ticket(context, new)
            if call is not None and body is not None:
                ticket.open_if_new()
                recorded = add_call(ticket, body, call)
                if call.outcome == Outcome.SPOKE:
                    acknowledge_by_reply(ticket, recorded)
                message_id: int | None = recorded
            else:
                message_id = _first_message(context, ticket, body, name, as_agent=as_agent)
            if then is not None and then != str(ticket.state.status):
                move_by_hand(ticket, chosen("status", Status, then))
            if call is not None and call.outcome == Outcome.SPOKE and ticket.state.status is Status.OPEN:
                # Whoever spoke and keeps it open is the one the caller was told goes on with it.
                ticket.record(EventType.ASSIGNED, {"from": None, "to": self._work.actor.id})
            drop_form(context, form)
            return finish(ticket, message_id)


def drop_form(context: ActContext, form: str | None) -> None:
    """What was kept of a form is sent with this act: it can't be sent twice."""
    if form is not None:
        forms.drop(context.connection, context.work.actor.id, form)


def start_ticket(context: ActContext, new: NewTicket) -> OpenTicket:
    """Create the row and its first event; the caller adds messages and finishes."""
    work = context.work
    (ticket_id,) = work.store.reserve_ids(context.connection, tickets_table, 1)
    salt = work.salt()
    order = None if new.order is None else customers.order_by_number(context.connection, new.order)
    product = None if new.product is None else customers.product_by_sku(context.connection, new.product)
    order_text = new.order or "" if order is None else ""
    product_text = new.product or "" if product is None else ""
    payload: Payload = {
        "kind": str(new.kind),
        "status": str(Status.NEW),
        "stage": first_stage(new.kind),
        "priority": str(new.priority),
        "channel": str(new.channel),
        "language": new.language,
        "facts": facts_digest(salt, new.subject, order_text, product_text, ""),
        "customer": new.customer_id,
        "order": None if order is None else order["id"],
        "product": None if product is None else product["id"],
        "assignee": new.assignee_id,
        "team": new.team_id,
        "split_from": new.split_from,
        "nature": new.nature,
        "severity": new.severity,
        "department": new.department,
        "tags": [*sorted(set(new.tags))],
    }
    known = {
        "membership": conditions.of_customer(context.connection, new.customer_id),
        "lifecycle": conditions.of_product(context.connection, None if product is None else product["id"]),
    }
    payload |= {name: value for name, value in known.items() if value is not None}
    ticket = OpenTicket(context, ticket_id, [])
    ticket.record(EventType.CREATED, payload)
    texts: dict[str, object] = {
        "subject": new.subject,
        "order_text": order_text,
        "product_text": product_text,
        "salt": salt,
    }
    ticket.insert(texts)
    return ticket


def _first_message(
    context: ActContext, ticket: OpenTicket, body: str | None, name: str | None, *, as_agent: bool
) -> int | None:
    if body is None or not body.strip():
        return None
    if as_agent:
        return add_message(
            ticket,
            body,
            author="agent",
            visibility="internal",
            medium="note",
            delivery="internal",
            author_name=context.work.actor.name,
        )
    customer_id = ticket.state.customer_id
    customer = None if customer_id is None else customers.get(context.connection, customer_id)
    return add_customer_message(ticket, body, author_name=name or (str(customer["name"]) if customer else ""))


def continue_closed(context: ActContext, closed: OpenTicket, body: str, *, author_name: str) -> Done:
    """A message on a closed ticket opens a new one of the same kind and customer, linked to it."""
    state = closed.state
    subject = ticket_rows.texts_of(context.connection, closed.id)["subject"]
    ticket = start_ticket(
        context,
        NewTicket(
            kind=state.kind,
            subject=str(subject),
            channel=state.channel,
            language=state.language,
            customer_id=state.customer_id,
            team_id=state.team_id,
        ),
    )
    message_id = add_customer_message(ticket, body, author_name=author_name)
    ticket.record(EventType.LINKED, {"ticket": closed.id})
    closed.record(EventType.LINKED, {"ticket": ticket.id})
    closed.save()
    return finish(ticket, message_id)


def find_or_add_customer(
    context: ActContext, mail: str | None, phone: str | None, name: str | None, language: str | None
) -> int | None:
    """The customer these addresses belong to, made if there is none; None when nothing is known.

    A name alone joins nobody: it makes a customer of its own.
    """
    known: list[Identity] = []
    if mail:
        known.append(identities.email(mail))
    if phone:
        known.append(identities.phone(phone))
    if not known:
        alone = (name or "").strip()
        return add_customer(context, alone, [], {"language": language}) if alone else None
    for folded in sorted(identity.folded for identity in known):
        context.work.store.lock_name(context.connection, f"identity:{folded}")
    for identity in known:
        found = customers.by_identity(context.connection, identity)
        if found is not None:
            return found
    return add_customer(context, name or known[0].value, known, {"language": language})


def add_customer(
    context: ActContext, name: str, known: Sequence[Identity], more: dict[str, object] | None = None
) -> int:
    """A new customer with its stream; ``more`` are further columns."""
    work = context.work
    (customer_id,) = work.store.reserve_ids(context.connection, customers_table, 1)
    salt = work.salt()
    stream = Stream(StreamKind.CUSTOMER, customer_id)
    event = chain(
        stream,
        1,
        EventType.CREATED,
        context.act_id,
        work.actor.code,
        work.via,
        context.at,
        {"name": text_digest(salt, name), "identities": [str(identity.kind) for identity in known]},
        "",
    )
    customers.add(
        context.connection,
        {
            **(more or {}),
            "id": customer_id,
            "name": name,
            "name_folded": identities.fold(name),
            "salt": salt,
            "created_at": context.at,
            "version": 1,
            "head": event.hash,
        },
    )
    for identity in known:
        customers.add_identity(context.connection, customer_id, identity)
    streams.append(context.connection, [event])
    return customer_id


def team_id(context: ActContext, code: str | None) -> int | None:
    """A team's id by its code; raises Invalid for an unknown one."""
    if code is None:
        return None
    team = people.team_by_code(context.connection, code)
    if team is None:
        raise Invalid("team", f"there is no team {code!r}")
    return int(team["id"])


def check_severity(severity: int | str | None) -> int | None:
    """1 (worst) to 4; raises Invalid."""
    if severity is None:
        return None
    if isinstance(severity, bool) or not isinstance(severity, int) or severity not in range(1, 5):
        raise Invalid("severity", f"{severity} is not between 1 and 4")
    return severity


def _known_customer(context: ActContext, customer_id: int | None) -> int | None:
    if customer_id is not None and customers.get(context.connection, customer_id) is None:
        raise NotFound("customer", customer_id)
    return customer_id


def _kept(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _subject(subject: str | None, body: str | None) -> str:
    if subject and subject.strip():
        return subject.strip()
    first_line = (body or "").strip().splitlines()[0]
    return first_line[:SUBJECT_LENGTH]
