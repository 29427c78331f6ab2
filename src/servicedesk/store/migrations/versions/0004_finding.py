"""What find anything looks through: names, numbers by both their ends, and the words of texts. Filled here."""

import sqlalchemy as sa
from alembic import op

from servicedesk.store.search import filling, text_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BY_CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    engine = op.get_bind().dialect.name
    op.create_table(
        "customer_keys",
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("key", BY_CODE_POINT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.PrimaryKeyConstraint("customer_id", "key"),
        sqlite_with_rowid=False,
    )
    for table, names in (("orders", ("number_key", "key_reversed")), ("parcels", ("key_reversed",))):
        for name in names:
            op.add_column(table, sa.Column(name, BY_CODE_POINT, nullable=False, server_default=""))
    for statement in text_index.MADE[engine]:
        op.execute(statement)
    filling.fill(op.get_bind())
    op.create_index("ix_customer_keys_key", "customer_keys", ["key", "customer_id"])
    op.create_index("ix_orders_key", "orders", ["number_key"])
    op.create_index("ix_orders_reversed", "orders", ["key_reversed"])
    op.create_index("ix_parcels_reversed", "parcels", ["key_reversed"])
    if engine == "postgresql":
        op.alter_column("customer_identities", "folded", type_=sa.String(collation="C"))
        for statement in text_index.INDEXED:
            op.execute(statement)
