"""``servicedesk answers find``: what the console offers, for scripts and screen readers."""


def test_what_is_typed(desk, conforms):
    found = desk.json("answers", "find", "invoce", "copy")
    conforms("answers-find", found)
    assert found[0]["code"] == "INV-COPY"
    assert found[0]["why"]
    assert len(desk.json("answers", "find", "refund", "--limit", 2)) == 2
    assert "INV-COPY" in desk("answers", "find", "inv-copy").out


def test_for_a_ticket(desk, conforms):
    ticket = desk.opened("Where is my parcel, it has not arrived?", "--language", "en")
    found = desk.json("answers", "find", "--ticket", ticket)
    conforms("answers-find", found)
    assert found[0]["code"] == "TRK-WAIT"
    assert found[0]["why"][0].startswith("word: ")


def test_nothing_found_is_no_failure(desk):
    assert desk.json("answers", "find", "zzqxw") == []
    assert "nothing found" in desk("answers", "find", "zzqxw").out


def test_no_such_ticket(desk):
    assert desk.refused("answers", "find", "--ticket", 4711, code=1)["code"] == "not_found"
