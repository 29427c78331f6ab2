"""``servicedesk answers find`` and ``suggest``: what the console offers, for scripts and screen readers."""

import pytest

from servicedesk.paths import shipped_seeds


@pytest.fixture
def stocked(desk):
    """A desk with the answers that come with the program."""
    desk.json("answers", "import", *sorted((shipped_seeds() / "answers").glob("*.yaml")))
    return desk


@pytest.fixture
def of_parcels(desk):
    """A desk with some of them: from all of them a suggestion takes seconds to learn."""
    desk.json("answers", "import", *(shipped_seeds() / "answers" / f"{name}.yaml" for name in ("delivery", "refunds")))
    return desk


def test_what_is_typed(stocked, conforms):
    found = stocked.json("answers", "find", "invoce", "copy")
    conforms("answers-find", found)
    assert found[0]["code"] == "INV-COPY"
    assert found[0]["why"]
    assert len(stocked.json("answers", "find", "refund", "--limit", 2)) == 2
    assert "INV-COPY" in stocked("answers", "find", "inv-copy").out


def test_for_a_ticket(of_parcels, conforms):
    ticket = of_parcels.opened("Where is my parcel, it has not arrived?", "--language", "en")
    found = of_parcels.json("answers", "find", "--ticket", ticket)
    conforms("answers-find", found)
    assert found[0]["code"].startswith("TRK-")


def test_nothing_found_is_no_failure(desk):
    assert desk.json("answers", "find", "zzqxw") == []
    assert "nothing found" in desk("answers", "find", "zzqxw").out


def test_no_such_ticket(desk):
    assert desk.refused("answers", "find", "--ticket", 4711, code=1)["code"] == "not_found"
    assert desk.refused("answers", "suggest", "--ticket", 4711, code=1)["code"] == "not_found"


def test_what_a_customer_wrote(stocked, conforms):
    found = stocked.json("answers", "suggest", "--text", "I'd like to have a copy of the invoice for my order, please")
    conforms("answers-find", found)
    assert found
    assert "INV-COPY" in [offer["code"] for offer in found]
    assert len(found) <= 3


def test_what_the_customer_of_a_ticket_wrote(of_parcels, conforms):
    ticket = of_parcels.opened("Where is my parcel?", "--language", "en")
    found = of_parcels.json("answers", "suggest", "--ticket", ticket, "--limit", 1)
    conforms("answers-find", found)
    assert len(found) <= 1


def test_out_of_scope_is_nothing(desk):
    """Where nothing was learnt, nothing is suggested."""
    assert desk.json("answers", "suggest", "--text", "Will it rain in Lisbon on Sunday?") == []
    assert "no answer fits" in desk("answers", "suggest", "--text", "Will it rain?").out


def test_a_text_or_a_ticket(desk):
    assert desk("answers", "suggest").code == 2
    assert desk("answers", "suggest", "--text", "a", "--ticket", 1).code == 2
    assert desk("answers", "find", "--limit", 0).code == 2


def test_csv(stocked):
    lines = stocked("answers", "find", "invoice", "--csv").out.splitlines()
    assert lines[0] == "code,language,score,title,why"
