"""``servicedesk find``: what the console finds, for scripts and screen readers."""


def test_who_called_and_what_they_said(desk, conforms):
    ticket = desk.opened("My lamp arrived broken", "--phone", "+49 30 555 4321")
    for text, why in (
        (str(ticket), "ticket"),
        (str(ticket)[-4:], "ticket"),
        ("030 5554321", "phone"),
        ("4321", "phone"),
        ("costa mara", "name"),
        ("mara@example.com", "email"),
        ("arrived bro", "subject"),
        ("should be here", "message"),
    ):
        found = desk.json("find", text)
        conforms("find", found)
        (hit,) = found["hits"]
        assert (hit["ticket"], hit["why"]) == (ticket, why), text
        assert (hit["customer"]["name"], hit["status"]) == ("Mara Costa", "new")


def test_as_a_table(desk):
    ticket = desk.opened("My lamp arrived broken")
    table = desk("find", "should", "be", "here").out
    assert str(ticket) in table
    assert "It should be here." in table


def test_hits_are_limited(desk):
    for number in range(4):
        desk.opened(f"lamp {number}")
    assert len(desk.json("find", "lamp", "--limit", 3)["hits"]) == 3
    assert desk.refused("find", "lamp", "--limit", 0, code=2)["code"]


def test_chinese_by_characters_and_by_pinyin(desk):
    words = ("ticket", "open", "--kind", "inquiry", "--subject", "灯坏了", "--body", "要退款")
    ticket = desk.json(*words, "--customer", "x@example.cn", "--name", "陈静")["id"]
    for text in ("陈", "静", "chenjing", "cj", "灯坏", "退款"):
        assert [hit["ticket"] for hit in desk.json("find", text)["hits"]] == [ticket], text
