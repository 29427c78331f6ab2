"""What a piece of a file will write, worked out before the write lock is taken, and what of the store it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from servicedesk.desk.importing.imported_ticket import new_ticket
from servicedesk.desk.importing.references import Chosen, Found, References, choose_customers, find_customers
from servicedesk.desk.importing.sorting import Sorted, sort_records
from servicedesk.domain.import_identity import fingerprints
from servicedesk.domain.importing import TicketRecord
from servicedesk.store import imports as rows
from servicedesk.store.bulk.drafts import Draft, Origin
from servicedesk.store.bulk.loading import Loading
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Connection, Store
from servicedesk.store.imports import Known


@dataclass(frozen=True, slots=True)
class Piece:
    """Records of one transaction: what they refer to, their cost in tickets, the position after the last."""

    records: Sequence[TicketRecord]
    refer: References
    cost: float
    done: int

    @property
    def keys(self) -> list[str]:
        return [record.key for record in self.records]


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows stand on: the same ground gives the same rows, apart from salts."""

    draft: object
    known: dict[str, Known]
    customers: Found
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of a piece's new tickets, what they stand on, and what is to be done with each of its records.

    ``noticed``: what the load had noticed of others when the ground was read.
    """

    piece: Piece
    at: datetime
    ground: Ground
    draft: Draft
    found: Sorted
    chosen: Chosen
    noticed: int


@dataclass(frozen=True, slots=True)
class Planner:
    """One run's source, origin and choice of clocks."""

    store: Store
    origin: Origin
    source: str
    sla: str
    loading: Loading

    def ahead(
        self,
        connection: Connection,
        piece: Piece,
        at: datetime,
        before: Sequence[Plan] = (),
        known: dict[str, Known] | None = None,
    ) -> Plan:
        """A plan for a transaction to come; those ``before`` are in the store by then, with none of the piece's keys.

        ``known`` is what the store was found to say of the keys, where it was asked just now.
        """
        draft = Draft.ahead(self.store, connection, self.origin, before[-1].draft if before else None)
        return self._plan(draft, self._ground(connection, piece, draft, before, known), piece, at)

    def now(self, connection: Connection, piece: Piece, at: datetime) -> Plan:
        """A plan that the transaction of ``connection`` itself writes."""
        draft = Draft.begun(self.store, connection, self.origin)
        return self._plan(draft, self._ground(connection, piece, draft), piece, at)

    def holds(self, connection: Connection, plan: Plan) -> bool:
        """Whether a plan stands on what the store says, within the transaction that is to write it.

        It does where nobody else has written since: what came in between are the plans that it was made on top of.
        """
        if self.loading.noticed == plan.noticed:
            return True
        draft = Draft.begun(self.store, connection, self.origin)
        return self._ground(connection, plan.piece, draft) == plan.ground

    def _ground(
        self,
        connection: Connection,
        piece: Piece,
        draft: Draft,
        before: Sequence[Plan] = (),
        known: dict[str, Known] | None = None,
    ) -> Ground:
        made = {key: customer for plan in before for key, customer in plan.chosen.made.items()}
        customers = find_customers(connection, piece.records, made)
        conditions = Conditions.read(connection, customers.values(), piece.refer.products.values())
        coming = {customer: what for plan in before for customer, what in plan.chosen.memberships.items()}
        if theirs := {customer: coming[customer] for customer in customers.values() if customer in coming}:
            conditions = replace(conditions, memberships={**theirs, **conditions.memberships})
        if known is None:
            known = rows.known(connection, self.source, piece.keys)
        return Ground(draft.ground, known, customers, conditions)

    def _plan(self, draft: Draft, ground: Ground, piece: Piece, at: datetime) -> Plan:
        found = sort_records(piece.records, ground.known)
        chosen = choose_customers(draft, ground.customers, found.new, at)
        memberships = {**ground.conditions.memberships, **chosen.memberships}
        tickets = [
            new_ticket(record, piece.refer, customer, at, self.sla)
            for record, customer in zip(found.new, chosen.customers, strict=True)
        ]
        written = draft.add_tickets(tickets, replace(ground.conditions, memberships=memberships))
        kept = [
            (record.key, ticket, fingerprints(record, salt))
            for record, (ticket, salt) in zip(found.new, written, strict=True)
        ]
        rows.remember(draft.rows, self.source, kept)
        return Plan(piece, at, ground, draft, found, chosen, self.loading.noticed)
