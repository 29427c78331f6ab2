"""New customers as rows, with the first event of each."""

from datetime import datetime

from servicedesk.domain.digests import text_digest
from servicedesk.domain.events import (
    GENESIS,
    VERSIONS,
    EventType,
    Payload,
    Stream,
    StreamKind,
    canonical,
    event_hash,
    micros,
)
from servicedesk.domain.identities import fold
from servicedesk.store.bulk.told import Provenance, Stored, Told, Worked
from servicedesk.store.new_tickets import NewCustomer
from servicedesk.store.search.name_keys import name_keys


def work_out_customers(told: Told, worked: Worked) -> None:
    """Add the rows of the customers, in their order."""
    rows = worked.rows
    for customer_id, customer, salt in zip(told.customer_ids, told.customers, told.salts, strict=True):
        at_us = micros(customer.created_at)
        began = _began(told.origin, customer_id, customer, salt, at_us)
        rows["customers"].append(
            (
                customer_id,
                customer.name,
                fold(customer.name),
                salt,
                customer.membership,
                customer.language,
                "",
                _micros(customer.since),
                at_us,
                1,
                began[-1],
            )
        )
        rows["events"].append(began)
        rows["customer_identities"].extend(
            (customer_id, str(identity.kind), identity.value, identity.folded, identity.ending)
            for identity in customer.identities
        )
        rows["customer_keys"].extend((customer_id, key) for key in name_keys(customer.name))


def _began(origin: Provenance, customer_id: int, customer: NewCustomer, salt: bytes, at_us: int) -> Stored:
    """A customer's first event, whose hash is the last value."""
    payload: Payload = {
        "name": text_digest(salt, customer.name),
        "identities": [str(identity.kind) for identity in customer.identities],
    }
    stream = str(Stream(StreamKind.CUSTOMER, customer_id))
    kind, v, spelled = str(EventType.CREATED), VERSIONS.get(EventType.CREATED, 1), canonical(payload)
    act_id, actor, via = origin.act_id, origin.actor, origin.via
    digest = event_hash(stream, 1, kind, v, act_id, actor, via, at_us, spelled, GENESIS)
    return "customer", customer_id, 1, kind, v, act_id, actor, via, at_us, spelled, GENESIS, digest


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)
