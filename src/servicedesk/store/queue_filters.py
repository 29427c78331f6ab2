"""A filter of the queue as SQL conditions."""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from servicedesk.domain.filters import Filter, Scope
from servicedesk.domain.tickets import Status
from servicedesk.domain.workflows.approval import ApprovalState
from servicedesk.store import escalations
from servicedesk.store.search.names import wanted_keys, with_key
from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.people import people, teams
from servicedesk.store.tables.tickets import ticket_mentions, ticket_tags, tickets
from servicedesk.store.tables.workflows import approvals

CLOSED: Final = (Status.RESOLVED, Status.CLOSED, Status.MERGED, Status.SPAM)


def conditions(what: Filter, me: int) -> list[ColumnElement[bool]]:
    """A filter as SQL; ``me`` is the person who looks."""
    found = _scope(what, me)
    for name in ("status", "kind", "priority", "channel", "language"):
        values: tuple[str, ...] = getattr(what, name)
        if len(values) == 1:
            found.append(tickets.c[name] == values[0])
        elif values:
            found.append(or_(*(tickets.c[name] == value for value in values)))
    found.extend(_has_tag(tag) for tag in what.tag)
    if what.assignee is not None:
        found.append(_assigned_to(what.assignee, me))
    if what.mention is not None:
        found.append(_mentions(what.mention, me))
    if what.team is not None:
        team = select(teams.c.id).where(teams.c.code == what.team).scalar_subquery()
        found.append(tickets.c.team_id == team)
    if what.customer is not None:
        found.append(tickets.c.customer_id == what.customer)
    if what.customer_name is not None:
        found.append(of_customer_named(what.customer_name))
    if what.product:
        # No index leads from a product to its tickets: the list's own order is walked, and narrowed on the way.
        # A number with a comma in it is what its parts make together.
        skus = {*what.product, ",".join(what.product)}
        found.append(tickets.c.product_id.in_(select(products.c.id).where(products.c.sku.in_(sorted(skus)))))
    if what.id:
        found.append(tickets.c.id.in_(what.id))
    if what.approval is not None:
        found.append(waits_for_approval(what))
    if what.escalated is not None:
        waits = escalations.unaccepted() if what.escalated == "any" else what.asked
        found.append(tickets.c.id.in_(waits))
    if what.inbox is not None:
        found.append(tickets.c.id.in_(what.mine))
    found.extend(
        or_(tickets.c.subject.icontains(word, autoescape=True), of_customer_named(word)) for word in what.words
    )
    return found


def of_customer_named(text: str) -> ColumnElement[bool]:
    """Tickets of customers whose name has all the parts of a text, or its Pinyin."""
    parts = wanted_keys(text)
    return and_(*(tickets.c.customer_id.in_(with_key(part)) for part in parts)) if parts else false()


def statuses_of(what: Filter) -> tuple[str, ...]:
    """The statuses a filter names or means; () where it shows tickets whatever their status."""
    if what.scope is not Scope.CLOSED:
        return what.status if what.scope is Scope.ALL else ()
    return tuple(str(status) for status in CLOSED if not what.status or status in what.status)


def _scope(what: Filter, me: int) -> list[ColumnElement[bool]]:
    match what.scope:
        case Scope.LIVE:
            return [tickets.c.queue_due.is_not(None)]
        case Scope.WAITING:
            return [tickets.c.queue_due.is_not(None), tickets.c.waiting_since.is_not(None)]
        case Scope.OVERDUE:
            return [tickets.c.queue_due < what.now, tickets.c.queue_due.is_not(None), tickets.c.due_at.is_not(None)]
        case Scope.RISK:
            ahead = tickets.c.queue_due >= what.now
            return [ahead, tickets.c.queue_due.is_not(None), tickets.c.risk_at <= what.now]
        case Scope.HANDED:
            to_me = or_(tickets.c.assignee_id == me, tickets.c.assignee_id.is_(None))
            return [tickets.c.handed_over_at.is_not(None), to_me]
        case Scope.REMIND:
            return [tickets.c.remind_at.is_not(None)]
        case Scope.SNOOZED:
            return [tickets.c.snoozed_until.is_not(None)]
        case Scope.CLOSED:
            return [or_(*(tickets.c.status == str(status) for status in CLOSED))]
        case Scope.ALL:
            return []


def waits_for_approval(what: Filter) -> ColumnElement[bool]:
    """Tickets with an approval that waits: any, or one that whoever looks may grant."""
    if what.approval == "me":
        return tickets.c.id.in_(what.decidable)
    waiting = select(approvals.c.ticket_id).where(approvals.c.state == str(ApprovalState.WAITING))
    return tickets.c.id.in_(waiting)


def _has_tag(tag: str) -> ColumnElement[bool]:
    return exists().where(and_(ticket_tags.c.ticket_id == tickets.c.id, ticket_tags.c.tag == tag))


def _assigned_to(who: str, me: int) -> ColumnElement[bool]:
    if who == "me":
        return tickets.c.assignee_id == me
    if who == "none":
        return tickets.c.assignee_id.is_(None)
    return tickets.c.assignee_id == select(people.c.id).where(people.c.handle == who).scalar_subquery()


def _mentions(who: str, me: int) -> ColumnElement[bool]:
    person = me if who == "me" else select(people.c.id).where(people.c.handle == who).scalar_subquery()
    return tickets.c.id.in_(select(ticket_mentions.c.ticket_id).where(ticket_mentions.c.person_id == person))
