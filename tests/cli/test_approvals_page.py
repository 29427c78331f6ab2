"""The examples of docs/approvals.md do on a fresh demo shop what the page says, in the order they stand."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"^\$ servicedesk (.+)$", re.MULTILINE)


def test_the_pages_examples_run_as_they_stand(demo):
    page = (ROOT / "docs" / "approvals.md").read_text(encoding="utf-8")
    told = []
    for words in EXAMPLE.findall(page):
        said = demo(*shlex.split(words))
        assert (said.code, said.err) == (0, ""), words
        told.append(said.out)
    assert len(told) == 9
    asked, listed, reduced, _limits, changed, lent, _later, delegations, ended = told
    assert "approval 12, refund of EUR 540.00, waiting" in asked
    assert "\n12  10048" in listed
    assert "EUR 320.00" in reduced
    assert "CNY 1500.00, EUR 250.00" in changed
    assert "katrin stands in for ana" in lent
    assert delegations.count("katrin") == 2
    assert "katrin doesn't stand in for henrik any more" in ended
