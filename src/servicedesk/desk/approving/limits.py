"""What each role of the shop may grant on its own, as its setting says."""

from servicedesk.desk.work import ActContext, Work
from servicedesk.domain.approving.authority import may_grant
from servicedesk.domain.errors import Invalid, Refused
from servicedesk.domain.events import EventType, chain
from servicedesk.domain.refund_limits import RefundLimits, limits_from, with_changes
from servicedesk.store import refund_limits, streams
from servicedesk.store.database import Connection

__all__ = ("limits_of", "may_give", "may_grant", "set_limits", "shop_limits")


def limits_of(work: Work, connection: Connection) -> RefundLimits:
    """The shop's limits at this moment of the transaction."""
    del work
    return shop_limits(connection)


def may_give(work: Work, connection: Connection, amount: int, currency: str, before: int = 0) -> bool:
    """Whether who acts may grant an amount alone, who gave ``before`` on the same order already.

    Nothing may always be given on top of something, where the role has a figure for the currency.
    """
    whole = amount + before if amount else 0
    return may_grant(limits_of(work, connection), work.actor.roles, whole, currency)


def shop_limits(connection: Connection) -> RefundLimits:
    """The shop's; the defaults where its setting can't be read, which seeding and setting refuse."""
    try:
        return limits_from(refund_limits.text(connection))
    except Invalid:
        return limits_from("")


def set_limits(context: ActContext, text: str) -> None:
    """Put other limits in force, and record who did; what the text doesn't name stays, "" gives the defaults.

    Raises Invalid, Refused when they are in force already.
    """
    connection, work = context.connection, context.work
    refund_limits.take(work.store, connection)
    before = shop_limits(connection)
    whole = with_changes(before, text) if text else ""
    if limits_from(whole) == before:
        raise Refused("these limits are in force already", limits=whole)
    history = streams.history(connection, refund_limits.STREAM)
    event = chain(
        refund_limits.STREAM,
        len(history) + 1,
        EventType.REFUND_LIMITS_SET,
        context.act_id,
        work.actor.code,
        work.via,
        context.at,
        {"limits": whole},
        history[-1].hash if history else "",
    )
    refund_limits.add(connection, event)
