"""How alembic meets the store: always on a connection whose transaction the program holds."""

from alembic import context
from sqlmodel import SQLModel

import servicedesk.store.tables

__all__ = ["servicedesk"]


def run() -> None:
    """Run the migrations on the connection handed over in the configuration."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=SQLModel.metadata,
        transaction_per_migration=False,
        render_as_batch=True,
        compare_type=False,
    )
    context.run_migrations()


run()
