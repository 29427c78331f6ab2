"""``servicedesk bulk``, and the acts of triage on the command line."""


def test_several_numbers_are_changed_and_undone_as_one(desk):
    first, second = desk.opened("One"), desk.opened("Two")
    done = desk.json("bulk", "priority", "high", first, second)
    assert done["done"] == [first, second]
    assert done["failed"] == []
    undone = desk.json("undo", done["act_id"])
    assert (undone["undone"], undone["tickets"], undone["refused"]) == (done["act_id"], [first, second], [])
    assert desk.json("ticket", "show", first)["priority"] == "normal"


def test_a_filter_instead_of_numbers_and_a_look_before(desk):
    first = desk.opened("One")
    seen = desk.json("bulk", "status", "resolved", "--filter", "is:live", "--dry-run")
    assert (seen["act_id"], seen["done"], seen["noticed"]) == (None, [], {"unanswered": [first]})
    calm = desk.json("bulk", "status", "resolved", "--filter", "is:live", "--calm")
    assert calm["done"] == []
    assert desk("bulk", "status", "resolved", "--filter", "is:live").code == 0
    assert desk.json("ticket", "show", first)["status"] == "resolved"


def test_what_stays_out_is_told_and_the_exit_code_says_so(desk):
    first = desk.opened("One")
    result = desk("bulk", "priority", "normal", first, "--json")
    assert result.code == 1
    assert result.data["blocked"] == {"already": [first]}
    assert desk("bulk", "priority", "high", 99, "--json").code == 1


def test_tags_and_holders(desk):
    first = desk.opened("One", "--tag", "new")
    desk.json("bulk", "tag", "late,-new", first)
    assert desk.json("ticket", "show", first)["tags"] == ["late"]
    desk.json("bulk", "assign", "me", first)
    assert desk.json("ticket", "show", first)["assignee"]
    desk.json("bulk", "assign", "none", first)
    assert desk.json("ticket", "show", first)["assignee"] is None
    desk.json("bulk", "snooze", "+2d", first)
    desk.json("bulk", "no-reply", "-", first)


def test_wrong_use(desk):
    assert desk("bulk", "priority", "high").code == 2
    assert desk("bulk", "priority", "high", 1, "--filter", "is:live").code == 2
    assert desk("bulk", "nonsense", "high", 1).code == 2
    assert desk("bulk", "status", "merged", 1).code != 0


def test_a_proposal_is_taken(desk):
    ticket = desk.opened("The plug melted", "--priority", "normal")
    taken = desk.json("ticket", "triage", ticket)
    assert (taken["kind"], taken["priority"]) == ("complaint", "urgent")
    assert desk.refused("ticket", "triage", ticket)["code"] == "refused"
    desk.json("undo", taken["act_id"])
    assert desk.json("ticket", "show", ticket)["kind"] == "inquiry"


def test_order_product_and_team_that_are_not_there(desk):
    ticket = desk.opened("One")
    for act in ("order", "product", "team"):
        assert desk.refused("ticket", act, ticket, "nowhere")["code"] == "not_found"
        assert desk.refused("ticket", act, ticket, "none")["code"] == "refused"
