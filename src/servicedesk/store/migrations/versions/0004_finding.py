"""What find anything looks through."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the colleague who builds find; 0005 stands after it already."""
