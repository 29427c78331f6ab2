"""The shop's return rules: set as a new version, and what is in force."""

from datetime import datetime
from decimal import Decimal

from servicedesk.desk.returning.views import PolicyView, RuleView
from servicedesk.desk.work import ActContext
from servicedesk.domain.errors import Refused
from servicedesk.domain.events import EventType, canonical, chain
from servicedesk.domain.refunds.policies import as_payload
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule
from servicedesk.domain.refunds.spreading import Rate
from servicedesk.store import return_policy, streams
from servicedesk.store.database import Connection


def set_return_policy(context: ActContext, wanted: ReturnPolicy, at: datetime | None = None) -> PolicyView:
    """Write a version of the rules, in force for returns asked for from now on.

    ``at``: since when it stands in the events, now unless told.

    Raises Refused when these rules are in force already.
    """
    connection, work = context.connection, context.work
    return_policy.take(work.store, connection)
    history = streams.history(connection, return_policy.STREAM)
    payload = as_payload(wanted)
    if history and canonical(history[-1].payload) == canonical(payload):
        raise Refused("these return rules are in force already", version=history[-1].seq)
    event = chain(
        return_policy.STREAM,
        len(history) + 1,
        EventType.RETURN_POLICY_SET,
        context.act_id,
        work.actor.code,
        work.via,
        at or context.at,
        payload,
        history[-1].hash if history else "",
    )
    return_policy.add(connection, event)
    return _view(event.seq, event.at, wanted)


def policy_view(connection: Connection) -> PolicyView | None:
    """The rules in force; None before any were set."""
    number, set_at = return_policy.version(connection), return_policy.set_at(connection)
    if set_at is None:
        return None
    return _view(number, set_at, return_policy.rules(connection, number))


def _view(number: int, set_at: datetime, policy: ReturnPolicy) -> PolicyView:
    return PolicyView(number, set_at, tuple(_rule_view(rule) for rule in policy.rules))


def _rule_view(rule: ReturnRule) -> RuleView:
    return RuleView(
        rule.name,
        tuple((name, tuple(sorted(values))) for name, values in rule.when.items()),
        rule.refuse,
        rule.window_days,
        tuple(rule.longer.items()),
        None if rule.fee is None else _decimal(rule.fee),
        tuple(rule.flat_fee.items()),
        str(rule.shipping_back),
        rule.customer_ships,
    )


def _decimal(share: Rate) -> str:
    """A share as it is written in a file; every share comes from one, so that it ends."""
    return f"{Decimal(share.over) / Decimal(share.under):f}"
