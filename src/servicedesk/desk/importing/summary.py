"""What an import did, or would do."""

from dataclasses import dataclass, field

from servicedesk.domain.events import Payload
from servicedesk.domain.importing import Rejected, TicketRecord

PREVIEW_ROWS = 10


@dataclass(slots=True)
class ImportSummary:
    """``read`` = created + updated + unchanged + rejected.

    ``unknown_orders`` and ``unknown_products`` count rows that name one the shop doesn't have, ``unknown_customers``
    rows that say nothing of who wrote, ``unknown_assignees`` rows that name nobody who works here. ``preview`` has
    the first rows of a dry run; ``resumed`` is how many rows an earlier, cut-off run had done.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unknown_orders: int = 0
    unknown_products: int = 0
    unknown_customers: int = 0
    unknown_assignees: int = 0
    preview: list[TicketRecord] = field(default_factory=list)
    resumed: int = 0

    def as_json(self) -> Payload:
        """The shape that scripts hold on to (CONTRACTS, Import)."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"line": row.line, "field": row.field, "reason": row.reason} for row in self.rejected],
            "unknown": {
                "orders": self.unknown_orders,
                "products": self.unknown_products,
                "customers": self.unknown_customers,
                "assignees": self.unknown_assignees,
            },
            **({"preview": [preview_row(record) for record in self.preview]} if self.preview else {}),
            **({"resumed": self.resumed} if self.resumed else {}),
        }


def preview_row(record: TicketRecord) -> Payload:
    """A record as it would come in."""
    return {
        "line": record.line,
        "external_id": record.external_id,
        "kind": str(record.kind),
        "subject": record.subject,
        "status": str(record.status),
        "priority": str(record.priority),
        "customer": record.customer_email or record.customer_phone or record.customer_name,
        "order": record.order,
        "product": record.product,
        "tags": [*record.tags],
        "created_at": None if record.created_at is None else f"{record.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "messages": len(record.thread),
    }
