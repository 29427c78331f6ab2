"""Freshdesk: its codes, both versions of its API, and the join over an export's files."""

import pytest
from tests.builders import assert_sound

from servicedesk.channels.files import ImportOptions, Rejected, TicketRecord, read_tickets
from servicedesk.channels.files.html_text import plain_text


@pytest.fixture
def tickets(data):
    return {item.external_id: item for item in read_tickets(data / "freshdesk") if isinstance(item, TicketRecord)}


def test_contacts_agents_and_conversations_join(tickets):
    lamp = tickets["11"]
    assert (lamp.customer_name, lamp.customer_email) == ("Mara Costa", "mara@example.com")
    assert (lamp.customer_phone, lamp.language, lamp.assignee) == ("+49 30 23125 481", "pt-BR", "lin@shop.example")
    assert lamp.tags == ("lamps", "late-delivery")
    assert [(said.author, said.author_name, said.visibility, said.body) for said in lamp.thread] == [
        ("customer", "Mara Costa", "public", "It flickers.\n\nSee video (https://example.com/v)"),
        ("agent", "Lin", "internal", "Known batch"),
        ("agent", "Lin", "public", "Which bulb?"),
    ]


def test_codes_are_what_the_api_documents(tickets):
    told = {key: (str(one.status), str(one.priority), str(one.channel)) for key, one in tickets.items()}
    assert told == {
        "11": ("waiting_customer", "normal", "mail"),
        "12": ("resolved", "urgent", "mail"),
        "13": ("spam", "low", "chat"),
        "14": ("on_hold", "high", "phone"),
        "17": ("closed", "low", "form"),
        "18": ("waiting_customer", "low", "form"),
    }


def test_a_ticket_an_agent_opened_begins_with_the_agents_words(tickets):
    assert [(said.author, said.body) for said in tickets["12"].thread] == [
        ("agent", "We are sorry: it comes on Friday."),
        ("customer", "Fine, thanks"),
    ]
    assert tickets["12"].kind == "return"


def test_unknown_codes_and_deleted_tickets_are_rejected_by_index(data):
    rejected = [item for item in read_tickets(data / "freshdesk") if isinstance(item, Rejected)]
    assert [(row.line, row.field) for row in rejected] == [(4, "status"), (5, "deleted")]
    assert "unknown value '12'" in rejected[0].reason


def test_maps_reach_further_codes_kinds_and_own_fields(data):
    options = ImportOptions(
        maps={"order": "custom_fields.cf_order"},
        values={"status": {"12": "on_hold", "3": "open"}, "kind": {"Problem": "complaint"}},
    )
    found = {
        item.external_id: item for item in read_tickets(data / "freshdesk", options) if isinstance(item, TicketRecord)
    }
    assert (found["15"].status, found["11"].status) == ("on_hold", "open")
    assert (found["11"].kind, found["11"].order) == ("complaint", "55-1")


def test_recorded_api_answers_are_read(data):
    """A ticket that stands in several recordings is taken once, as last updated."""
    (ticket,) = read_tickets(data / "freshdesk_api")
    assert (ticket.external_id, ticket.status, ticket.priority) == ("1", "open", "low")
    assert ticket.customer_email == "dummyname@example.com"
    assert [said.body for said in ticket.thread] == [
        "This is a sample ticket, feel free to delete it.",
        "This is a private note",
        "This is a reply",
    ]
    (alone,) = read_tickets(data / "freshdesk_api" / "all_tickets.json")
    assert (alone.customer_name, alone.body) == ("Rachel", "This is a sample ticket, feel free to delete it.")


def test_version_1_wraps_its_objects_and_nests_its_notes(read):
    text = """{"helpdesk_ticket": {"id": 5, "requester_id": 7, "subject": "Old", "description": "a < b",
      "description_html": "<p>a &lt; b</p>", "status": 2, "priority": 1, "source": 2, "requester_name": "Rachel",
      "responder_id": 9, "responder_name": "William", "notes": [{"note": {"id": 6, "incoming": false, "private": false,
      "user_id": 9, "body": "A < reply", "body_html": "<p>A</p>", "created_at": "2015-01-01T10:58:36+10:00"}}]}}"""
    (ticket,), _ = read(text, name="ticket.json")
    assert [(said.author_name, said.body) for said in ticket.thread] == [("Rachel", "a < b"), ("William", "A < reply")]


def test_an_import_twice_changes_nothing(sup, data):
    file = read_tickets(data / "freshdesk")
    first = sup.imports.tickets(file, source="freshdesk")
    assert (first.read, first.created, len(first.rejected)) == (8, 6, 2)
    again = sup.imports.tickets(file, source="freshdesk")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 6)
    assert_sound(sup)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x<li>y</ul>", "- x\n- y"),
        ("1 &lt; 2 &amp; &nbsp;3", "1 < 2 & 3"),
        ("<style>p{}</style><b>bold</b>", "bold"),
        ("<a href='https://x.example/'>https://x.example/</a>", "https://x.example/"),
        ("<a href='javascript:x()'>x</a>", "x"),
        ("<div><p>unclosed", "unclosed"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(html, text):
    assert plain_text(html) == text
