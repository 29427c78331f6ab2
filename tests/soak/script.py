"""What an agent does next: seeded, over everything that can be done, on tickets that others work on too."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from servicedesk.desk.desk import Desk
from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.errors import DeskError

PAGE: Final = 40
FRESH: Final = 25
"""After so many acts an agent looks at another page of the queue."""
CROWDED: Final = 0.12
"""How often an agent picks one of the few tickets that everybody picks."""
_WEIGHTS: Final[Mapping[str, int]] = {
    "open": 7,
    "message": 14,
    "reply": 16,
    "note": 8,
    "call": 3,
    "forward": 2,
    "no_reply_needed": 2,
    "attach": 2,
    "take_next": 7,
    "take": 2,
    "assign": 3,
    "status": 8,
    "priority": 4,
    "kind": 1,
    "complaint": 1,
    "tag": 4,
    "macro": 2,
    "snooze": 3,
    "promise": 3,
    "settle_promise": 1,
    "subject": 1,
    "merge": 2,
    "split": 2,
    "link": 1,
    "escalate": 2,
    "escalation": 3,
    "request": 2,
    "return": 4,
    "ask": 2,
    "approval": 2,
    "many": 1,
    "undo": 7,
    "draft": 5,
}
_RETURN_MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "requested": ("rma_approve", "rma_approve", "rma_decline", "rma_cancel"),
    "approved": ("rma_ship", "rma_ship", "rma_cancel"),
    "in_transit": ("rma_receive",),
    "received": ("rma_inspect",),
    "inspected": ("rma_complete",),
}


class Script:
    """Endless plans; each reads what it needs from the desk. ``words``: makes a word that is nowhere else."""

    def __init__(self, desk: Desk, random: Random, colleagues: list[str], words: Callable[[], str]) -> None:
        self._desk, self._random, self._colleagues, self._words = desk, random, colleagues, words
        self._rows: list[QueueRow] = []
        self._crowd: list[QueueRow] = []
        self._until_fresh = 0

    def next(self) -> dict[str, Any]:
        """What to do next. Raises StoreUnavailable."""
        if self._until_fresh <= 0:
            self._look_around()
            self._until_fresh = FRESH
        self._until_fresh -= 1
        while True:
            act = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
            plan = self._plan(act)
            if plan is not None:
                return {"act": act, "word": self._words()} | plan

    def _look_around(self) -> None:
        queue, random = self._desk.queue, self._random
        self._crowd = list(queue.page(limit=8).rows)
        sort = random.choice(("due", "-created", "-updated", "created"))
        page = queue.page(sort=sort, limit=PAGE)
        for _ in range(random.randrange(8)):
            if page.next is None:
                break
            page = queue.page(sort=sort, limit=PAGE, after=page.next)
        self._rows = list(page.rows) + list(queue.page("assignee:me", limit=15).rows)
        if random.random() < 0.3:
            self._rows += queue.page("status:resolved,closed", sort="-updated", limit=10).rows

    def _row(self) -> QueueRow:
        crowd = self._crowd and self._random.random() < CROWDED
        return self._random.choice(self._crowd if crowd else self._rows or self._crowd)

    def _plan(self, act: str) -> dict[str, Any] | None:
        """The act's particulars; None where there is nothing to do it on. May name another act of its kind."""
        random, row = self._random, self._row()
        on: dict[str, Any] = {"ticket": row.id}
        length = random.choice((1, 1, 1, 2, 5, 30))
        match act:
            case "open":
                plan = {
                    "kind": random.choice(("inquiry", "complaint", "return")),
                    "priority": random.choice(("urgent", "high", "normal", "normal", "low")),
                    "customer": f"soak{random.randrange(400)}@example.com",
                }
                return plan | {"length": length}
            case "message" | "note" | "forward" | "attach":
                return on | {"length": length} | self._version(row)
            case "reply":
                then = random.choice((None, None, "waiting_customer", "resolved", "on_hold"))
                grace = random.choice((0, 0, 20, 20, 600))
                return on | {"then": then, "grace": grace, "length": length} | self._version(row)
            case "call":
                return on | {"outcome": random.choice(("spoke", "voicemail"))}
            case "assign":
                return on | {"to": random.choice([*self._colleagues, None])} | self._version(row)
            case "status":
                wanted = random.choice(("open", "open", "waiting_customer", "on_hold", "resolved", "resolved", "spam"))
                return on | {"status": wanted} | self._version(row)
            case "priority":
                return on | {"priority": random.choice(("urgent", "high", "normal", "low"))}
            case "kind":
                return on | {"kind": random.choice(("inquiry", "complaint", "return"))}
            case "complaint":
                return on | {"severity": random.randrange(1, 5)}
            case "tag":
                tags = [f"soak{random.randrange(6)}" for _ in range(2)]
                return on | {"add": tags[:1], "remove": tags[1:]}
            case "macro":
                actions = [("priority", random.choice(("high", "low"))), ("tag", f"soak{random.randrange(6)}")]
                return on | {"actions": actions}
            case "snooze" | "promise":
                return on | {"seconds": random.choice((60, 600, 3_600))}
            case "merge" | "link":
                other = self._row()
                return None if other.id == row.id else on | {"other": other.id}
            case "many":
                change = random.choice(("person", "priority", "tag"))
                value = {"person": random.choice(self._colleagues), "priority": "high", "tag": "many"}[change]
                tickets = sorted({self._row().id for _ in range(random.randrange(2, 12))})
                return {"tickets": tickets, "change": change, "value": value}
            case "draft":
                return on | {"mode": random.choice(("reply", "note")), "length": length}
            case "ask":
                return on | {"amount": random.choice((300, 2_000, 60_000))}
            case _:
                return self._plan_after_reading(act, row)

    def _plan_after_reading(self, act: str, row: QueueRow) -> dict[str, Any] | None:
        on: dict[str, Any] = {"ticket": row.id}
        random, desk = self._random, self._desk
        match act:
            case "undo":
                return {"undoes": None}
            case "split":
                messages = [
                    message for message in desk.tickets.show(row.id).thread.messages if message.ticket_id == row.id
                ]
                return on | {"message": random.choice(messages).id} if len(messages) > 1 else None
            case "settle_promise":
                open_ones = [one for one in desk.tickets.show(row.id).promises if one.state == "open"]
                kept = random.random() < 0.7
                return on | {"promise": random.choice(open_ones).id, "kept": kept} if open_ones else None
            case "escalate":
                to = random.choice(("supervisor", "skill:logistics", f"person:{random.choice(self._colleagues)}"))
                return on | {"to": to}
            case "escalation":
                views = [*desk.escalations.inbox(20), *desk.escalations.accepted(20), *desk.escalations.sent(20)]
                moves = [(view.ticket_id, move) for view in views for move in view.moves]
                ticket, move = random.choice(moves) if moves else (0, "")
                return {"act": move, "ticket": ticket} if moves else None
            case "request":
                return self._return_of(row)
            case "return":
                known = [rma for rma in desk.returns.all(limit=30) if rma.stage in _RETURN_MOVES]
                rma = random.choice(known) if known else None
                return None if rma is None else {"act": random.choice(_RETURN_MOVES[rma.stage]), "rma": rma.id}
            case "approval":
                waiting = desk.approvals.waiting()[:20]
                move = random.choice(("approve", "approve", "reject", "take_back"))
                return {"act": move, "approval": random.choice(waiting).id} if waiting else None
            case _:
                return on

    def _return_of(self, row: QueueRow) -> dict[str, Any] | None:
        try:
            lines = [line for line in self._desk.returns.returnable(row.id).lines if line.left]
        except DeskError:
            return None
        if not lines:
            return None
        line = self._random.choice(lines)
        reason = self._random.choice(("damaged", "changed_mind", "late"))
        remedy = self._random.choice(("refund", "refund", "exchange", "repair"))
        return {"ticket": row.id, "sku": line.sku, "reason": reason, "remedy": remedy}

    def _version(self, row: QueueRow) -> dict[str, Any]:
        """Now and then the version that was seen is named: others may have changed the ticket meanwhile."""
        return {"version": row.version} if self._random.random() < 0.25 else {}
