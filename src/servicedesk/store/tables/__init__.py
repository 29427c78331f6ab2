"""SQLModel tables, a module per aggregate. Importing this package registers them all."""

from servicedesk.store.tables import (
    answers,
    catalog,
    customers,
    events,
    outbox,
    people,
    returns,
    service_levels,
    tickets,
    together,
    workflows,
)

__all__ = [
    "answers",
    "catalog",
    "customers",
    "events",
    "outbox",
    "people",
    "returns",
    "service_levels",
    "tickets",
    "together",
    "workflows",
]
