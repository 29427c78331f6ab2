"""The ledger worked through in docs/sla.md is what the program prints of the demo shop, laid out at that hour."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shown_after(command: str) -> list[str]:
    """What stands below a command in the page."""
    page = (ROOT / "docs" / "sla.md").read_text(encoding="utf-8")
    found = re.search(rf"^\$ servicedesk {re.escape(command)}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    return [line.rstrip() for line in found[1].splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("options", "command"),
    [
        (("--timezone", "Europe/Berlin"), ("sla", "explain", "10032")),
        (("--timezone", "Europe/Berlin", "--as", "ana"), ("sla", "review", "10032", "next_response")),
    ],
)
def test_the_page_shows_what_the_program_prints(demo, options, command):
    printed = [line.rstrip() for line in demo(*options, *command).out.splitlines() if line.strip()]
    assert printed == shown_after(" ".join((*options, *command)))
