"""JSON lines and JSON arrays: places told, broken parts rejected, big files read in pieces."""

import json

import pytest

from servicedesk.domain.errors import BadFile


def test_json_lines_carry_messages_and_physical_lines(read):
    ticket = {
        "external_id": 7,
        "subject": "Lamp",
        "created_at": "2025-01-01T10:00:00+01:00",
        "messages": [
            {"author": "agent", "author_name": "Lin", "body": "On its way", "sent_at": "2025-01-01T11:00:00Z"},
            {"author": "customer", "body": "Where is it?", "sent_at": "2025-01-01T09:00:00Z", "external_id": 3},
            {"author": "agent", "visibility": "internal", "body": "Called them", "sent_at": "2025-01-01T10:30:00Z"},
        ],
    }
    good, bad = read(f"\n{json.dumps(ticket)}\n\nnot json\n[1]\n{{}}\n", name="t.jsonl")
    assert [record.line for record in good] == [2]
    assert [(row.line, row.field) for row in bad] == [(4, ""), (5, ""), (6, "subject")]
    assert bad[0].reason.startswith("not JSON: ")
    (record,) = good
    assert record.external_id == "7"
    assert [said.body for said in record.thread] == ["Where is it?", "Called them", "On its way"]
    assert [said.visibility for said in record.thread] == ["public", "internal", "public"]
    assert record.messages[0].external_id == "3"


def test_a_body_stands_before_the_messages_unless_it_is_the_first(read):
    (one, two), _ = read(
        '{"body":"Hello","messages":[{"author":"agent","body":"Hi"}]}\n'
        '{"body":"Hello","messages":[{"author":"customer","body":"Hello"},{"author":"agent","body":"Hi"}]}\n',
        name="t.jsonl",
    )
    assert [said.body for said in one.thread] == ["Hello", "Hi"]
    assert [said.body for said in two.thread] == ["Hello", "Hi"]


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("x", "messages[0]"),
        ({"author": "robot", "body": "x"}, "messages[0].author"),
        ({"visibility": "secret", "body": "x"}, "messages[0].visibility"),
        ({"body": " "}, "messages[0].body"),
        ({"body": ["x"]}, "messages[0].body"),
        ({"body": "x", "sent_at": "yesterday"}, "messages[0].sent_at"),
    ],
)
def test_a_bad_message_rejects_the_ticket_and_is_named(read, message, field):
    _, (row,) = read(json.dumps({"subject": "a", "messages": [message]}) + "\n", name="t.jsonl")
    assert row.field == field


def test_messages_must_be_a_list(read):
    _, (row,) = read('{"subject":"a","messages":"x"}\n', name="t.jsonl")
    assert (row.field, row.reason) == ("messages", "expected a list of messages")


def test_an_array_tells_the_index(read):
    good, bad = read('[{"subject":"a"}, 5,\n\n {"subject":"b","status":"lost"}, {"subject":"c"}]', name="t.json")
    assert [(record.line, record.subject) for record in good] == [(0, "a"), (3, "c")]
    assert [(row.line, row.field) for row in bad] == [(1, ""), (2, "status")]


@pytest.mark.parametrize(("text", "count"), [("[]", 0), ('{"subject":"alone"}', 1), (' [ {"subject":"a"} ] \n', 1)])
def test_small_arrays_and_an_object_alone(read, text, count):
    good, bad = read(text, name="t.json", format="json")
    assert (len(good), bad) == (count, [])


@pytest.mark.parametrize(
    "text", ['[{"subject":"a"}', '[{"subject":"a"} {"subject":"b"}]', '[{"subject":"a"},]', '{"a":1} {']
)
def test_a_file_that_stops_being_json_is_refused_where_it_does(read, text):
    with pytest.raises(BadFile, match=r"element [01]"):
        read(text, name="t.json", format="json")


def test_a_large_array_is_read_in_pieces(read):
    tickets = [{"subject": f"ticket {n}", "body": "x" * (n * 997 % 40_000), "n": n} for n in range(200)]
    tickets[50]["body"] = "y" * 1_000_000
    good, bad = read(json.dumps(tickets, indent=1), name="t.json")
    assert bad == []
    assert [(record.line, record.subject) for record in good] == [(n, f"ticket {n}") for n in range(200)]
    assert [record.body or "" for record in good] == [ticket["body"] for ticket in tickets]


@pytest.mark.parametrize("name", ["t.jsonl", "t.json"])
def test_bottomless_nesting_is_refused(read, name):
    deep = '{"subject":' + "[" * 100_000 + "]" * 100_000 + "}"
    if name == "t.jsonl":
        good, (row,) = read(f'{deep}\n{{"subject":"b"}}\n', name=name)
        assert (row.line, row.reason) == (1, "not JSON: nested too deeply")
        assert [record.subject for record in good] == ["b"]
    else:
        with pytest.raises(BadFile, match="nested too deeply"):
            read(f"[{deep}]", name=name, format="json")


def test_lone_surrogates_become_replacement_characters(read):
    (record,), _ = read('{"subject":"a\\ud800b \\ud83d\\ude00"}\n', name="t.jsonl")
    assert record.subject == "a\N{REPLACEMENT CHARACTER}b \N{GRINNING FACE}"


def test_keys_inside_objects_can_be_mapped(read):
    (record,), _ = read(
        '{"title":"a","requester":{"email":"m@example.com"}}\n',
        name="t.jsonl",
        maps={"subject": "title", "customer_email": "requester.email", "order": "no.such.key"},
    )
    assert (record.subject, record.customer_email, record.order) == ("a", "m@example.com", None)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ('{"subject":"a"}\n{"subject":"b"}\n', "export.txt", "jsonl"),
        ('[{"subject":"a"}]', "export.txt", "json"),
        ("subject\na\n", "export.txt", "csv"),
        ('{"subject":"a",\n"body":"b"}\n', "export.json", "json"),
        ('[{"id":1,"requester_id":2,"subject":"a"}]', "export.json", "freshdesk"),
    ],
)
def test_formats_are_found_out(tmp_path, text, name, found):
    from servicedesk.channels.files import read_tickets

    (tmp_path / name).write_text(text)
    assert read_tickets(tmp_path / name).format == found
