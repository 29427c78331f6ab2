"""Tickets in: what becomes of a record, and how a second run follows its source and leaves people's work alone."""

import json
from datetime import timedelta

import pytest
from tests.builders import NOON, assert_sound, bodies, types_of

from servicedesk.domain.errors import Forbidden, Invalid
from servicedesk.domain.events import from_micros

LAMP = {
    "external_id": "7",
    "subject": "Lamp broken",
    "body": "It broke.",
    "customer_email": "mara@example.com",
    "customer_name": "Mara",
    "order": "55-1",
    "product": "LMP-1",
    "status": "open",
    "priority": "high",
    "tags": ["lamps", "old"],
    "created_at": "2025-03-01T10:00:00Z",
}


def lines(*records: dict) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def the_ticket(desk) -> int:
    (row,) = desk.queue.page("is:all").rows
    return row.id


def counts(summary) -> tuple[int, int, int, int]:
    return summary.created, summary.updated, summary.unchanged, len(summary.rejected)


def test_a_record_becomes_a_ticket_with_its_history(sup, take_in):
    record = LAMP | {
        "kind": "complaint",
        "status": "resolved",
        "assignee": "ana",
        "updated_at": "2025-03-04T10:00:00Z",
        "messages": [
            {
                "author": "agent",
                "author_name": "Ana",
                "body": "A new one leaves today",
                "sent_at": "2025-03-02T10:00:00Z",
            },
            {"author": "agent", "visibility": "internal", "body": "Batch 12", "sent_at": "2025-03-01T12:00:00Z"},
        ],
    }
    assert counts(take_in(sup, lines(record))) == (1, 0, 0, 0)
    shown = sup.tickets.show(the_ticket(sup))
    ticket, said = shown.row, shown.thread.messages
    assert (ticket.kind, ticket.status, ticket.stage, ticket.priority) == (
        "complaint",
        "resolved",
        "communicated",
        "high",
    )
    assert (ticket.subject, shown.order_text, shown.product_text) == ("Lamp broken", "55-1", "LMP-1")
    assert (ticket.assignee, ticket.customer_name, set(shown.tags)) == ("ana", "Mara", {"lamps", "old"})
    assert [(one.author, one.visibility, one.delivery) for one in said] == [
        ("customer", "public", "received"),
        ("agent", "internal", "internal"),
        ("agent", "public", "handed_over"),
    ]
    assert said[2].handle == "ana"
    events = sup.tickets.events(ticket.id)
    assert [event.type for event in events] == ["created", "message", "message", "message", "facts"]
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert {event.via for event in events} == {"import"}
    assert from_micros(events[0].payload["resolved_at"]).isoformat() == "2025-03-04T10:00:00+00:00"
    assert_sound(sup)


@pytest.mark.parametrize(
    ("kind", "status", "stage"),
    [
        ("complaint", "closed", "closed"),
        ("complaint", "resolved", "communicated"),
        ("complaint", "waiting_customer", "received"),
        ("complaint", "", "received"),
        ("inquiry", "closed", None),
        ("return", "resolved", None),
    ],
)
def test_a_stage_is_seeded_from_the_status(lite_sup, take_in, kind, status, stage):
    take_in(lite_sup, lines(LAMP | {"kind": kind, "status": status}))
    row = lite_sup.queue.row(the_ticket(lite_sup))
    assert (row.status, row.stage) == (status or "new", stage)
    assert_sound(lite_sup)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("created_at", {"created_at": "2031-01-01T09:00:00Z"}),
        ("updated_at", {"created_at": "2025-01-01T09:00:00Z", "updated_at": "2031-01-01T09:00:00Z"}),
        ("messages", {"messages": [{"body": "Hello", "sent_at": "2031-01-01T09:00:00Z"}]}),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_what_lies_in_the_future_was_read_wrongly(lite_sup, take_in, field, told, dry_run):
    ahead = (lite_sup.clock.now() + timedelta(hours=20)).isoformat()
    summary = take_in(lite_sup, lines(LAMP | told, {"subject": "b", "created_at": ahead}), dry_run=dry_run)
    (rejected,) = summary.rejected
    assert (rejected.line, rejected.field) == (1, field)
    assert "lies in the future" in rejected.reason
    assert summary.created == 1


def test_without_times_a_ticket_begins_with_its_import(lite_sup, take_in):
    take_in(lite_sup, lines({"subject": "Only this"}))
    ticket = lite_sup.queue.row(the_ticket(lite_sup))
    assert (ticket.created_at, ticket.customer_id, ticket.status) == (NOON, None, "new")
    assert bodies(lite_sup, ticket.id) == ["Only this"]


def test_customers_join_by_mail_or_phone_and_by_nothing_else(sup, take_in):
    sup.intake.open(kind="inquiry", subject="here", customer="Known@Example.com", name="Known")
    summary = take_in(
        sup,
        lines(
            {"subject": "a", "customer_email": "known@example.com"},
            {
                "subject": "b",
                "customer_email": "new@example.com",
                "customer_phone": "+49 30 1234567",
                "customer_name": "New",
            },
            {"subject": "c", "customer_phone": "0049301234567"},
            {"subject": "d", "customer_email": "NEW@example.com", "customer_name": "Other"},
            {"subject": "e", "customer_name": "New"},
            {"subject": "f"},
        ),
    )
    assert summary.unknown_customers == 1
    rows = {row.subject: row for row in sup.queue.page("is:all").rows}
    assert rows["a"].customer_id == rows["here"].customer_id
    assert rows["b"].customer_id == rows["c"].customer_id == rows["d"].customer_id
    assert rows["e"].customer_id not in (None, rows["b"].customer_id)
    assert (rows["b"].customer_name, rows["f"].customer_id) == ("New", None)
    assert_sound(sup)


def test_a_second_run_follows_what_the_source_changed(sup, take_in, clock):
    take_in(sup, lines(LAMP))
    assert counts(take_in(sup, lines(LAMP))) == (0, 0, 1, 0)
    ticket = the_ticket(sup)
    clock.advance(timedelta(hours=1))
    changed = LAMP | {
        "subject": "Lamp still broken",
        "order": "55-2",
        "priority": "urgent",
        "kind": "return",
        "language": "de",
        "tags": ["lamps", "new"],
        "assignee": "ana",
        "customer_email": "mara@example.org",
        "messages": [{"author": "agent", "body": "Sorry", "external_id": "m1", "sent_at": "2025-03-02T10:00:00Z"}],
    }
    assert counts(take_in(sup, lines(changed))) == (0, 1, 0, 0)
    assert counts(take_in(sup, lines(changed))) == (0, 0, 1, 0)
    shown = sup.tickets.show(ticket)
    assert (shown.row.subject, shown.order_text, shown.product_text) == ("Lamp still broken", "55-2", "LMP-1")
    assert (shown.row.priority, shown.row.kind, shown.language, shown.row.assignee) == ("urgent", "return", "de", "ana")
    assert set(shown.tags) == {"lamps", "new"}
    assert bodies(sup, ticket) == ["It broke.", "Sorry"]
    assert {"kind", "priority", "facts", "assigned", "tagged", "message"} <= set(types_of(sup, ticket))
    assert_sound(sup)


def test_what_people_did_here_stays_where_the_source_did_not_change_it(sup, take_in):
    take_in(sup, lines(LAMP))
    ticket = the_ticket(sup)
    sup.handling.priority(ticket, "low")
    sup.handling.tag(ticket, ["mine"], ["old"])
    sup.handling.subject(ticket, "Lamp, Mara's")
    assert counts(take_in(sup, lines(LAMP | {"status": "on_hold"}))) == (0, 1, 0, 0)
    shown = sup.tickets.show(ticket)
    assert (shown.row.status, shown.row.priority, shown.row.subject) == ("on_hold", "low", "Lamp, Mara's")
    assert set(shown.tags) == {"lamps", "mine"}
    take_in(sup, lines(LAMP | {"tags": ["lamps", "extra"]}))
    assert set(sup.tickets.show(ticket).tags) == {"lamps", "mine", "extra"}
    assert_sound(sup)


def test_fields_the_source_leaves_out_later_are_left_alone_and_emptied_ones_emptied(lite_sup, take_in):
    take_in(lite_sup, lines(LAMP))
    ticket = the_ticket(lite_sup)
    only = {"external_id": "7", "subject": "Lamp broken"}
    assert counts(take_in(lite_sup, lines(only))) == (0, 0, 1, 0)
    assert counts(take_in(lite_sup, lines(only | {"order": "", "tags": [], "status": ""}))) == (0, 1, 0, 0)
    shown = lite_sup.tickets.show(ticket)
    assert (shown.order_text, shown.tags, shown.product_text, shown.row.status) == ("", (), "LMP-1", "open")
    assert_sound(lite_sup)


def test_a_complaints_stage_follows_its_imported_status(lite_sup, take_in):
    complaint = LAMP | {"kind": "complaint"}
    take_in(lite_sup, lines(complaint))
    ticket = the_ticket(lite_sup)
    stages = []
    for status in ("closed", "open", "resolved", "waiting_customer"):
        take_in(lite_sup, lines(complaint | {"status": status}))
        stages.append((lite_sup.queue.row(ticket).status, lite_sup.queue.row(ticket).stage))
    assert stages == [
        ("closed", "closed"),
        ("open", "assessed"),
        ("resolved", "communicated"),
        ("waiting_customer", "assessed"),
    ]
    assert_sound(lite_sup)


def test_a_customers_new_message_reopens_where_the_source_tells_no_status(lite_sup, take_in):
    record = {"external_id": "7", "subject": "Lamp"}
    take_in(lite_sup, lines(record))
    ticket = the_ticket(lite_sup)
    lite_sup.conversation.reply(ticket, "Sent.", grace=0, then="resolved")
    more = {"messages": [{"author": "customer", "body": "Not here yet", "external_id": "m1"}]}
    assert counts(take_in(lite_sup, lines(record | more))) == (0, 1, 0, 0)
    assert lite_sup.queue.row(ticket).status == "open"
    assert_sound(lite_sup)


def test_a_changed_body_is_a_further_message(lite_sup, take_in):
    take_in(lite_sup, lines(LAMP))
    take_in(lite_sup, lines(LAMP | {"body": "It broke twice."}))
    assert bodies(lite_sup, the_ticket(lite_sup)) == ["It broke.", "It broke twice."]
    assert_sound(lite_sup)


def test_a_merged_ticket_keeps_its_status(lite_sup, take_in):
    take_in(lite_sup, lines(LAMP))
    ticket = the_ticket(lite_sup)
    other = lite_sup.intake.open(kind="inquiry", subject="other").ticket.id
    lite_sup.joining.merge(ticket, other)
    take_in(lite_sup, lines(LAMP | {"status": "closed"}))
    assert lite_sup.queue.row(ticket).status == "merged"
    assert_sound(lite_sup)


def test_rows_without_an_id_are_known_again(sup, take_in):
    rows = lines({"subject": "a"}, {"subject": "a"}, {"subject": "b"})
    assert counts(take_in(sup, rows)) == (3, 0, 0, 0)
    assert counts(take_in(sup, rows + lines({"subject": "a"}))) == (1, 0, 3, 0)


def test_sources_are_apart(lite_sup, take_in):
    assert counts(take_in(lite_sup, lines(LAMP), source="one")) == (1, 0, 0, 0)
    assert counts(take_in(lite_sup, lines(LAMP), source="two")) == (1, 0, 0, 0)


def test_the_same_row_twice_in_a_file_is_one_ticket_also_in_a_preview(lite_sup, take_in):
    text = lines(*([LAMP] * 3), *({"subject": f"n{n}"} for n in range(600)), LAMP)
    assert counts(take_in(lite_sup, text, dry_run=True)) == (601, 0, 3, 0)
    assert counts(take_in(lite_sup, text)) == (601, 0, 3, 0)


def test_a_preview_says_what_would_happen_and_writes_nothing(sup, take_in):
    take_in(sup, lines(LAMP))
    before = sup.tickets.events(the_ticket(sup))
    text = lines(LAMP | {"priority": "low"}, {"subject": "new"}, {"status": "open"})
    preview = take_in(sup, text, dry_run=True)
    assert [record.subject for record in preview.preview] == ["Lamp broken", "new"]
    assert sup.queue.total("is:all") == 1
    assert sup.tickets.events(the_ticket(sup)) == before
    done = take_in(sup, text)
    assert counts(done) == counts(preview) == (1, 1, 0, 1)
    assert done.preview == []


def test_real_complaints_come_in_as_the_contract_says(sup, data):
    from servicedesk.channels.files import ImportOptions, read_tickets

    options = ImportOptions(
        maps={
            "external_id": "Complaint ID",
            "subject": "Issue",
            "product": "Product",
            "created_at": "Date received",
        },
        date_format="%m/%d/%Y",
        sets={"kind": "complaint"},
    )
    file = read_tickets(data / "complaints.csv", options)
    first = sup.imports.tickets(file, source=file.format).as_json()
    assert first == {
        "read": 4,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": [{"line": 4, "field": "subject", "reason": "there is neither a subject nor a body"}],
        "unknown": {"orders": 0, "products": 3, "customers": 3, "assignees": 0},
    }
    second = sup.imports.tickets(file, source=file.format).as_json()
    assert second == first | {"created": 0, "unchanged": 3}


@pytest.mark.parametrize(("sla", "kept"), [("history", None), ("from-import", "from-import"), ("none", "none")])
def test_what_clocks_count_from_is_kept(lite_sup, take_in, sla, kept):
    take_in(lite_sup, lines(LAMP), sla=sla)
    assert lite_sup.tickets.events(the_ticket(lite_sup))[0].payload.get("sla") == kept


def test_only_those_who_may_import_do(lite_sup, take_in):
    with pytest.raises(Forbidden):
        take_in(lite_sup.acting_as("lin"), lines(LAMP))
    with pytest.raises(Invalid):
        take_in(lite_sup, lines(LAMP), sla="yesterday")
    with pytest.raises(Invalid):
        take_in(lite_sup, lines(LAMP), source=" ")
    assert lite_sup.queue.total("is:all") == 0


def test_hostile_texts_come_in_whole_in_every_field(sup, take_in, data):
    texts = [text for text in json.loads((data.parent / "hostile.json").read_text()) if isinstance(text, str)]
    fields = ("subject", "body", "customer_name", "order", "product", "assignee", "tags", "external_id")
    records = [dict.fromkeys(fields, text) | {"external_id": f"{n} {text}"} for n, text in enumerate(texts)]
    summary = take_in(sup, "".join(f"{json.dumps(record)}\n" for record in records))
    assert summary.created + len(summary.rejected) == len(texts)
    assert summary.created > len(texts) / 2
    assert_sound(sup)
    assert counts(take_in(sup, "".join(f"{json.dumps(record)}\n" for record in records)))[:2] == (0, 0)


def test_an_act_of_the_desk_goes_on_from_an_imported_ticket(sup, take_in):
    take_in(sup, lines(LAMP | {"status": "new"}))
    ticket = the_ticket(sup)
    done = sup.conversation.reply(ticket, "A new one leaves today.", then="resolved")
    sup.history.undo(done.act_id)
    assert sup.queue.row(ticket).status == "new"
    assert_sound(sup)
