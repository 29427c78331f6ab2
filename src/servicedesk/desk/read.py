"""Rows of the store as views."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final, Protocol

from servicedesk.desk.views import (
    AttachmentView,
    DraftView,
    MessageView,
    OrderLineView,
    OrderView,
    ParcelView,
    PersonView,
    PromiseView,
    QueueRow,
)
from servicedesk.domain.used_answers import from_text


class Row(Protocol):
    """A row of the store by column name."""

    def __getitem__(self, key: str, /) -> Any: ...


NOTHING_MEASURED: Final[Mapping[int, int]] = MappingProxyType({})
QUEUE_FIELDS: Final = tuple(field.name for field in fields(QueueRow))
MESSAGE_FIELDS: Final = tuple(field.name for field in fields(MessageView))[:-2]
"""What of a message stands in its row: all but its files and the length of its call."""


def queue_row(row: Row) -> QueueRow:
    return QueueRow(*[row[name] for name in QUEUE_FIELDS])


def draft_view(row: Row) -> DraftView:
    return DraftView(row["mode"], row["body"], row["caret"], row["updated_at"], from_text(row["answers"]))


def attachment_view(row: Row) -> AttachmentView:
    return AttachmentView(row["id"], row["message_id"], row["name"], row["media_type"], row["size"], row["sha256"])


def message_views(
    rows: Iterable[Row], attachments: Sequence[Row], seconds: Mapping[int, int] = NOTHING_MEASURED
) -> tuple[MessageView, ...]:
    """Messages with the files that came with each. ``seconds``: message → how long the call took that it records."""
    files: dict[int | None, list[AttachmentView]] = {}
    for attachment in attachments:
        files.setdefault(attachment["message_id"], []).append(attachment_view(attachment))
    return tuple(
        MessageView(*[*(row[name] for name in MESSAGE_FIELDS), tuple(files.get(row["id"], ())), seconds.get(row["id"])])
        for row in rows
    )


def promise_view(row: Row) -> PromiseView:
    return PromiseView(row["id"], row["body"], row["handle"], row["made_at"], row["due_at"], row["state"])


def order_views(orders: Sequence[Row], lines: Sequence[Row], parcels: Sequence[Row]) -> tuple[OrderView, ...]:
    """Orders with their lines and parcels."""
    return tuple(
        OrderView(
            order["id"],
            order["number"],
            order["placed_at"],
            order["currency"],
            order["total"],
            tuple(_line(line) for line in lines if line["order_id"] == order["id"]),
            tuple(_parcel(parcel) for parcel in parcels if parcel["order_id"] == order["id"]),
        )
        for order in orders
    )


def _line(row: Row) -> OrderLineView:
    return OrderLineView(row["sku"], row["title"], row["quantity"], row["unit_price"], row["stage"])


def _parcel(row: Row) -> ParcelView:
    return ParcelView(
        row["carrier"],
        row["tracking"],
        row["status"],
        row["scan"],
        row["scanned_at"],
        row["promised_at"],
        row["delivered_at"],
    )


def person_view(row: Row, teams: Sequence[str]) -> PersonView:
    return PersonView(
        row["id"],
        row["handle"],
        row["name"],
        tuple(row["roles"].split()),
        tuple(teams),
        tuple(row["skills"].split()),
        tuple(row["languages"].split()),
        row["signature"],
        row["active"],
    )
