"""What an agent can do at the desk: one function an act, told by a plan of plain values that a ledger can hold.

A plan names its ticket and what else the act needs; ``word`` is a word that no other text of the run has.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Protocol

from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Finding, LineWanted
from servicedesk.desk.views import Done, Taken, Undone
from servicedesk.domain.bulk import Change, Seen, Tagging, ToPerson, ToPriority
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.tickets import Priority

Plan = Mapping[str, Any]
Answer = dict[str, Any]
LOREM: Final = "We looked at it again — 我们又看了一遍,谢谢您的耐心。 The parcel left the warehouse this morning. "


class Performance(Protocol):
    def __call__(self, desk: Desk, plan: Plan) -> Answer: ...


def perform(desk: Desk, plan: Plan) -> Answer:
    """Do it; what the desk answered, as a ledger keeps it. Raises what the desk raises."""
    return ACTS[plan["act"]](desk, plan)


def text_of(plan: Plan) -> str:
    """A text of its own with the word in it; of different lengths, some of several pages of the store."""
    return f"{plan['word']} {LOREM * plan.get('length', 1)}"


def done(answer: Done) -> Answer:
    ticket = answer.ticket
    return {
        "act_id": answer.act_id,
        "ticket": ticket.id,
        "version": ticket.version,
        "message": answer.message_id,
    }


def simple(what: Callable[[Desk, Plan], Done]) -> Performance:
    def act(desk: Desk, plan: Plan) -> Answer:
        return done(what(desk, plan))

    return act


def _open(desk: Desk, plan: Plan) -> Done:
    return desk.intake.open(
        kind=plan["kind"],
        subject=plan.get("subject", "A lamp"),
        body=text_of(plan),
        customer=plan["customer"],
        name="Mara Costa",
        priority=plan["priority"],
        order=plan.get("order"),
    )


def _reply(desk: Desk, plan: Plan) -> Done:
    return desk.conversation.reply(
        plan["ticket"],
        text_of(plan),
        then=plan.get("then"),
        grace=plan["grace"],
        version=plan.get("version"),
        accept=plan.get("accept", ()),
    )


def _take_next(desk: Desk, plan: Plan) -> Answer:
    del plan
    taken: Taken | None = desk.assignment.take_next()
    return {"act_id": None} if taken is None else done(taken.done)


def _undo(desk: Desk, plan: Plan) -> Answer:
    undone: Undone = desk.history.undo(plan.get("undoes"))
    return {"act_id": undone.act_id, "undone": undone.undone, "tickets": list(undone.tickets)}


def _many(desk: Desk, plan: Plan) -> Answer:
    part = desk.many.run(_change(plan["change"], plan["value"]), [Seen(ticket, None) for ticket in plan["tickets"]])
    return {"act_id": part.act_id if part.done else None, "tickets": list(part.done)}


def _change(what: str, value: str) -> Change:
    match what:
        case "person":
            return ToPerson(value)
        case "priority":
            return ToPriority(Priority(value))
        case _:
            return Tagging((value,), ())


def _request(desk: Desk, plan: Plan) -> Answer:
    lines = [LineWanted(plan["sku"], 1, plan["reason"], "opened", plan["remedy"])]
    answer, rma = desk.returns.request(plan["ticket"], lines)
    return done(answer) | {"rma": rma}


def _inspect(desk: Desk, plan: Plan) -> Done:
    found = {line.id: Finding("opened", "restock", plan["word"]) for line in desk.returns.get(plan["rma"]).lines}
    return desk.returns.inspect(plan["rma"], found)


def _ask(desk: Desk, plan: Plan) -> Answer:
    answer, view = desk.approvals.ask(plan["ticket"], "compensation", plan["amount"], "EUR", f"{plan['word']} late")
    return done(answer) | {"approval": view.id}


def _draft(desk: Desk, plan: Plan) -> Answer:
    desk.drafts.save(plan["ticket"], plan["mode"], text_of(plan), 5)
    return {"act_id": None}


def _escalate(desk: Desk, plan: Plan) -> Done:
    return desk.escalations.open(
        plan["ticket"], tried=f"{plan['word']} called twice", wanted="Find the parcel.", to=plan["to"]
    )


def _after(desk: Desk, seconds: float) -> Any:
    return desk.clock.now() + timedelta(seconds=seconds)


ACTS: Final[Mapping[str, Performance]] = {
    "open": simple(_open),
    "message": simple(lambda desk, plan: desk.conversation.message(plan["ticket"], text_of(plan), name="Mara Costa")),
    "reply": simple(_reply),
    "note": simple(
        lambda desk, plan: desk.conversation.note(plan["ticket"], text_of(plan), version=plan.get("version"))
    ),
    "call": simple(lambda desk, plan: desk.conversation.call(plan["ticket"], text_of(plan), outcome=plan["outcome"])),
    "forward": simple(
        lambda desk, plan: desk.conversation.forward(plan["ticket"], text_of(plan), to="Swift", side="carrier")
    ),
    "no_reply_needed": simple(lambda desk, plan: desk.conversation.no_reply_needed(plan["ticket"])),
    "attach": simple(
        lambda desk, plan: desk.conversation.attach(plan["ticket"], f"{plan['word']}.txt", text_of(plan).encode())
    ),
    "take_next": _take_next,
    "take": simple(lambda desk, plan: desk.assignment.take(plan["ticket"])),
    "assign": simple(
        lambda desk, plan: desk.assignment.assign(plan["ticket"], plan["to"], version=plan.get("version"))
    ),
    "status": simple(
        lambda desk, plan: desk.handling.status(plan["ticket"], plan["status"], version=plan.get("version"))
    ),
    "priority": simple(lambda desk, plan: desk.handling.priority(plan["ticket"], plan["priority"])),
    "kind": simple(lambda desk, plan: desk.handling.kind(plan["ticket"], plan["kind"])),
    "stage": simple(lambda desk, plan: desk.handling.stage(plan["ticket"], plan["stage"])),
    "complaint": simple(lambda desk, plan: desk.handling.complaint(plan["ticket"], severity=plan["severity"])),
    "tag": simple(lambda desk, plan: desk.handling.tag(plan["ticket"], plan["add"], plan["remove"])),
    "macro": simple(
        lambda desk, plan: desk.handling.macro(
            plan["ticket"], [MacroAction(ActionKind(what), value) for what, value in plan["actions"]]
        )
    ),
    "snooze": simple(lambda desk, plan: desk.handling.snooze(plan["ticket"], _after(desk, plan["seconds"]))),
    "promise": simple(
        lambda desk, plan: desk.handling.promise(plan["ticket"], text_of(plan), _after(desk, plan["seconds"]))
    ),
    "settle_promise": simple(
        lambda desk, plan: desk.handling.settle_promise(plan["ticket"], plan["promise"], kept=plan["kept"])
    ),
    "subject": simple(lambda desk, plan: desk.handling.subject(plan["ticket"], f"Lamp {plan['word']}")),
    "merge": simple(lambda desk, plan: desk.joining.merge(plan["ticket"], plan["other"])),
    "split": simple(lambda desk, plan: desk.joining.split(plan["ticket"], plan["message"])),
    "link": simple(lambda desk, plan: desk.joining.link(plan["ticket"], plan["other"])),
    "escalate": simple(_escalate),
    "accept": simple(lambda desk, plan: desk.escalations.accept(plan["ticket"])),
    "decline": simple(lambda desk, plan: desk.escalations.decline(plan["ticket"], f"{plan['word']} not ours")),
    "hand_back": simple(lambda desk, plan: desk.escalations.hand_back(plan["ticket"], f"{plan['word']} it is lost")),
    "complete": simple(lambda desk, plan: desk.escalations.complete(plan["ticket"], plan["word"])),
    "withdraw": simple(lambda desk, plan: desk.escalations.withdraw(plan["ticket"])),
    "request": _request,
    "rma_approve": simple(lambda desk, plan: desk.returns.approve(plan["rma"], plan["word"])),
    "rma_decline": simple(lambda desk, plan: desk.returns.decline(plan["rma"], f"{plan['word']} too late")),
    "rma_ship": simple(lambda desk, plan: desk.returns.ship(plan["rma"], plan["word"])),
    "rma_receive": simple(lambda desk, plan: desk.returns.receive(plan["rma"])),
    "rma_inspect": simple(_inspect),
    "rma_complete": simple(lambda desk, plan: desk.returns.complete(plan["rma"])),
    "rma_cancel": simple(lambda desk, plan: desk.returns.cancel(plan["rma"])),
    "ask": _ask,
    "approve": simple(lambda desk, plan: desk.approvals.approve(plan["approval"], plan["word"])),
    "reject": simple(lambda desk, plan: desk.approvals.reject(plan["approval"], f"{plan['word']} no")),
    "take_back": simple(lambda desk, plan: desk.approvals.withdraw(plan["approval"])),
    "many": _many,
    "undo": _undo,
    "draft": _draft,
}
"""By name; the name stands in the ledger."""
