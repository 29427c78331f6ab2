"""``servicedesk ticket``: every act prints the ticket as CONTRACTS has it, with its act's id."""

import io
from datetime import timedelta

import pytest


@pytest.fixture
def ticket(desk):
    return desk.opened()


@pytest.fixture
def act(desk, conforms):
    """An act on the desk: its JSON, which must be a ticket with an ``act_id``."""

    def acted(name: str, *args: object) -> dict:
        done = desk.json("ticket", name, *args)
        conforms("act", done)
        return done

    return acted


def test_open_makes_a_ticket_with_the_customer_s_message(desk, act):
    words = ("--kind", "complaint", "--subject", "灯坏了", "--body", "刚收到就碎了", "--customer", "li@example.cn")
    more = ("--name", "李雷", "--priority", "high", "--language", "zh", "--channel", "chat", "--tag", "damage")
    opened = act("open", *words, *more, "--order", "55-9999", "--product", "no such lamp")
    assert (opened["kind"], opened["stage"], opened["status"]) == ("complaint", "received", "new")
    assert (opened["priority"], opened["language"], opened["channel"]) == ("high", "zh", "chat")
    assert opened["customer"]["name"] == "李雷"
    assert (opened["order"], opened["product"], opened["tags"]) == ("55-9999", "no such lamp", ["damage"])
    (message,) = opened["messages"]
    assert (message["author"], message["body"], message["delivered"]) == ("customer", "刚收到就碎了", True)


def test_a_ticket_needs_a_subject_or_a_message(desk, act):
    assert act("open", "--kind", "inquiry", "--body", "Hello there\nmore")["subject"] == "Hello there"
    assert desk.refused("ticket", "open", "--kind", "inquiry")["code"] == "invalid"


def test_show_is_the_ticket_without_an_act(desk, ticket, conforms):
    shown = desk.json("ticket", "show", ticket)
    conforms("ticket", shown)
    assert "act_id" not in shown
    assert (shown["escalations"], shown["rmas"]) == ([], [])
    assert shown["clocks"] == {"first_response": [], "next_response": [], "resolution": []}
    assert [event["seq"] for event in shown["events"]] == list(range(1, shown["version"] + 1))


def test_show_has_the_whole_thread(desk, ticket):
    for number in range(5):
        desk.json("ticket", "note", ticket, "--text", f"note {number}")
    bodies = [message["body"] for message in desk.json("ticket", "show", ticket)["messages"]]
    assert bodies == ["It should be here.", *(f"note {number}" for number in range(5))]


def test_a_thread_longer_than_a_stretch_is_read_whole(desk, ticket, monkeypatch):
    monkeypatch.setattr("servicedesk.cli.ticket_output._STRETCH", 2)
    for number in range(5):
        desk.json("ticket", "note", ticket, "--text", f"note {number}")
    assert len(desk.json("ticket", "show", ticket)["messages"]) == 6


def test_a_reply_is_handed_over_at_once(act, ticket):
    done = act("reply", ticket, "--text", "It left today.", "--then", "waiting_customer")
    reply = done["messages"][-1]
    assert (reply["author"], reply["visibility"], reply["delivered"]) == ("agent", "public", True)
    assert reply["id"] == done["message_id"]
    assert done["status"] == "waiting_customer"


def test_a_reply_with_grace_waits_in_the_outbox_and_undo_recalls_it(desk, act, ticket, clock, conforms):
    done = act("reply", ticket, "--text", "It left today.", "--grace", 60)
    reply = done["messages"][-1]
    assert (reply["delivered"], reply["delivery"]) == (False, "pending")
    assert reply["leaves_at"] == "2026-11-21T12:01:00Z"
    undone = desk.json("undo", done["act_id"])
    conforms("undo", undone)
    assert (undone["undone"], undone["recalled"], undone["tickets"]) == (done["act_id"], "It left today.", [ticket])
    clock.advance(timedelta(minutes=2))
    assert desk.json("run", "--once")["delivered"] == 0


def test_run_once_hands_over_what_is_due(desk, act, ticket, clock, conforms):
    act("reply", ticket, "--text", "It left today.", "--grace", 60)
    clock.advance(timedelta(seconds=61))
    swept = desk.json("run", "--once")
    conforms("sweep", swept)
    assert swept.pop("delivered") == 1
    assert set(swept.values()) == {0}
    assert desk.json("ticket", "show", ticket)["messages"][-1]["delivered"]


def test_texts_come_from_standard_input(act, ticket, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Dear 李雷,\n\n- one\n- two\n".encode())))
    done = act("reply", ticket, "--text", "-")
    assert done["messages"][-1]["body"] == "Dear 李雷,\n\n- one\n- two"


def test_notes_and_calls_and_the_customer_s_messages(act, ticket):
    assert act("note", ticket, "--text", "claim 8841")["messages"][-1]["visibility"] == "internal"
    called = act("call", ticket, "--outcome", "spoke", "--text", "told her")["messages"][-1]
    assert (called["author"], called["medium"], called["seconds"]) == ("agent", "call", None)
    long = act("call", ticket, "--outcome", "voicemail", "--text", "rang again", "--seconds", 95)["messages"][-1]
    assert (long["medium"], long["seconds"]) == ("voicemail", 95)
    said = act("message", ticket, "--text", "Any news?", "--name", "Mara's sister")["messages"][-1]
    assert (said["author"], said["author_name"], said["channel"]) == ("customer", "Mara's sister", "local")


def test_no_reply_needed_ends_the_wait(act, ticket):
    assert act("no-reply", ticket)["waiting_since"] is None


def test_status_priority_kind_stage(act, ticket):
    assert act("status", ticket, "on_hold")["status"] == "on_hold"
    assert act("priority", ticket, "urgent")["priority"] == "urgent"
    assert act("kind", ticket, "complaint")["stage"] == "received"
    assert act("stage", ticket, "acknowledged")["stage"] == "acknowledged"
    facts = act(
        "complaint", ticket, "--nature", "delivery", "--severity", 2, "--remedy", "new lamp", "--accepted", "no"
    )
    assert (facts["nature"], facts["severity"], facts["remedy"], facts["accepted"]) == (
        "delivery",
        2,
        "new lamp",
        False,
    )
    assert act("subject", ticket, "Broken lamp")["subject"] == "Broken lamp"


def test_tags(act, ticket):
    assert act("tag", ticket, "dhl，", "damage")["tags"] == ["damage", "dhl"]
    assert act("tag", ticket, "--remove", "dhl")["tags"] == ["damage"]
    assert act("tag", ticket, "vip", "--remove", "damage，dhl,none")["tags"] == ["vip"]


def test_assign_and_take(desk, act, ticket):
    desk.json("people", "add", "lin", "--role", "agent")
    me = desk.json("ticket", "take", ticket)["assignee"]
    assert act("assign", ticket, "lin")["assignee"] == "lin"
    assert act("assign", ticket, "none")["assignee"] is None
    assert act("assign", ticket, "me")["assignee"] == me
    assert desk("--as", "lin", "ticket", "assign", ticket, "me", "--json").data["assignee"] == "lin"


def test_take_next_says_why_and_then_that_nothing_is_left(desk, ticket, conforms):
    taken = desk.json("ticket", "take", "--next")
    conforms("take-next", taken)
    assert (taken["id"], taken["reason"]) == (ticket, "waits_longest")
    nothing = desk.json("ticket", "take", "--next")
    conforms("take-next", nothing)
    assert nothing == {"id": None, "act_id": None, "reason": None, "facts": {}}


def test_snooze_counts_from_now_or_names_a_time_in_the_zone(desk, act, ticket):
    assert act("snooze", ticket, "--until", "+2d 3h")["snoozed_until"] == "2026-11-23T15:00:00Z"
    until = ("--until", "2026-11-25T09:00", "--timezone", "Asia/Shanghai")
    assert act("snooze", ticket, *until)["snoozed_until"] == "2026-11-25T01:00:00Z"
    assert desk.refused("ticket", "snooze", ticket, "--until", "tomorrow")["details"]["field"] == "until"


def test_promises_are_made_and_settled(act, ticket):
    made = act("promise", ticket, "--text", "refund by then", "--due", "+4h")["promises"]
    assert [(promise["state"], promise["due_at"]) for promise in made] == [("open", "2026-11-21T16:00:00Z")]
    settled = act("promise", ticket, "--kept", made[0]["id"])["promises"]
    assert [promise["state"] for promise in settled] == ["kept"]


def test_merge_split_link(desk, act, ticket):
    other = desk.opened("Lamp, second mail")
    third = desk.opened("Something else")
    assert act("link", ticket, third)["links"] == [third]
    merged = act("merge", other, "--into", ticket)
    assert merged["id"] == ticket
    assert {message["ticket"] for message in merged["messages"]} == {ticket, other}
    shown = desk.json("ticket", "show", other)
    assert (shown["status"], shown["merged_into"]) == ("merged", ticket)
    extra = act("message", third, "--text", "And my invoice?")["message_id"]
    child = act("split", third, "--message", extra)
    assert child["split_from"] == third
    assert [message["id"] for message in child["messages"]] == [extra]


def test_attach_and_forward(act, ticket, tmp_path):
    picture = tmp_path / "box.png"
    picture.write_bytes(b"\x89PNG")
    (kept,) = act("attach", ticket, picture)["attachments"]
    assert (kept["name"], kept["media_type"], kept["size"]) == ("box.png", "image/png", 4)
    asked = act("forward", ticket, "--to", "claims@dhl.example", "--side", "carrier", "--text", "Where is it?")
    assert (asked["messages"][-1]["side"], asked["messages"][-1]["visibility"]) == ("carrier", "internal")


def test_a_missing_file_is_named(desk, ticket, tmp_path):
    assert str(tmp_path / "no.png") in desk.refused("ticket", "attach", ticket, tmp_path / "no.png")["message"]


def test_refusals_are_typed_and_change_nothing(desk, ticket, conforms):
    before = desk.json("ticket", "show", ticket)["version"]
    illegal = desk("ticket", "status", ticket, "closed", "--json")
    assert illegal.code == 1
    conforms("error", {"error": illegal.error})
    assert illegal.error["code"] == "illegal_move"
    assert "resolved" in illegal.error["details"]["legal"]
    assert desk.refused("ticket", "show", 99999)["code"] == "not_found"
    assert desk.refused("ticket", "reply", ticket, "--text", "  ")["code"] == "invalid"
    assert desk.json("ticket", "show", ticket)["version"] == before


def test_a_stale_version_shows_both_sides(desk, ticket):
    seen = desk.json("ticket", "show", ticket)["version"]
    desk.json("people", "add", "lin", "--role", "agent")
    desk.json("ticket", "priority", ticket, "high", "--as", "lin")
    stale = desk.refused("ticket", "status", ticket, "resolved", "--if-version", seen)
    assert stale["code"] == "stale"
    assert stale["details"]["theirs"]
    assert "high" in desk("ticket", "status", ticket, "resolved", "--if-version", seen).err


def test_an_unknown_person_is_refused(desk):
    assert desk.refused("queue", "list", "--as", "nobody")["code"] == "not_found"


def test_people_may_do_what_their_roles_allow(desk, ticket):
    desk.json("people", "add", "tim", "--role", "trainee")
    assert desk.refused("ticket", "note", ticket, "--text", "x", "--as", "tim")["code"] == "forbidden"


def test_undo_without_a_name_takes_back_my_last_act(desk, ticket, clock):
    clock.advance(timedelta(seconds=1))
    act = desk.json("ticket", "priority", ticket, "high")["act_id"]
    assert desk.json("undo")["undone"] == act
    assert desk.json("ticket", "show", ticket)["priority"] == "normal"


def test_undo_does_not_pass_over_a_reply_that_has_left(desk, ticket, clock):
    clock.advance(timedelta(seconds=1))
    tagged = desk.json("ticket", "tag", ticket, "before")["act_id"]
    clock.advance(timedelta(seconds=1))
    replied = desk("ticket", "reply", ticket, "--text", "Hello Mara Costa, on its way.")
    assert "can't be taken back" in replied.out
    assert "servicedesk undo" not in replied.out
    refused = desk.refused("undo")
    assert (refused["code"], refused["details"]["act"]) == ("refused", tagged)
    assert f"tags #{ticket}; take that back with: servicedesk undo {tagged}" in refused["message"]
    assert desk.json("ticket", "show", ticket)["tags"] == ["before"]
    assert desk.json("undo", tagged)["undone"] == tagged


def test_undo_is_refused_once_others_built_on_it(desk, ticket):
    act = desk.json("ticket", "priority", ticket, "high")["act_id"]
    desk.json("people", "add", "lin", "--role", "agent")
    desk.json("ticket", "priority", ticket, "urgent", "--as", "lin")
    refused = desk.refused("undo", act)
    assert refused["code"] == "undo_refused"
    assert refused["details"]["mine"]
    assert refused["details"]["theirs"]


def test_people_read_sentences(desk, ticket):
    done = desk("ticket", "reply", ticket, "--text", "It left today.")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"#{ticket}")
    assert "servicedesk undo " in desk("ticket", "note", ticket, "--text", "Told her.").out
    shown = desk("ticket", "show", ticket).out
    assert "Mara Costa" in shown
    assert "\n  It left today.\n" in shown
    assert desk("ticket", "take", "--next").out.startswith("because: nobody waits")
    assert desk("ticket", "take", "--next").out == "nothing waits to be taken\n"


def test_a_name_alone_makes_a_customer(desk):
    words = ("ticket", "open", "--kind", "inquiry", "--body", "灯坏了", "--name", "张三丰")
    opened = desk.json(*words)
    assert opened["customer"]["name"] == "张三丰"
    assert opened["customer"]["id"]
    assert [hit["ticket"] for hit in desk.json("find", "张三丰")["hits"]] == [opened["id"]]


def test_a_reply_that_reaches_nobody_says_so(desk, ticket):
    words = ("ticket", "open", "--kind", "inquiry", "--body", "灯坏了", "--name", "张三丰", "--channel", "phone")
    nobody = desk.json(*words)["id"]
    assert "reaches nobody" in desk("ticket", "reply", nobody, "--text", "您好，已经寄出了。").out
    assert "reaches nobody" not in desk("ticket", "reply", ticket, "--text", "It left today.").out
