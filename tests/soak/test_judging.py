"""The judge itself: it acquits a sound run, and convicts a store that was tampered with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from tests.builders import NOON, hire_cast
from tests.conftest import Stores
from tests.soak.agents import VIA, AnnouncedIds
from tests.soak.drafts import ECHOES, PROMISED, LeftBehind, old_drafts
from tests.soak.evidence import Evidence, gather, last_event
from tests.soak.judging import Fault, judge, lost_drafts
from tests.soak.ledger import Ledger, Promise, ids_of, promises_of
from tests.soak.notices import untold
from tests.soak.performing import perform

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import ActIds, SystemEntropy
from servicedesk.domain.errors import DeskError
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.outbox import outbox
from servicedesk.store.tables.people import drafts
from servicedesk.store.tables.tickets import message_texts, messages

HANDLE = "soak02"


@dataclass
class Run:
    """One agent's few acts on a store, and its ledger."""

    desk: Desk
    ledger: Path
    since: int
    number: int = 0

    def __post_init__(self) -> None:
        self._writer = Ledger(self.ledger)
        self._ids = AnnouncedIds(self._writer)
        self.desk = Desk(replace(self.desk._work, act_ids=self._ids))

    def act(self, act: str, *, answered: bool = True, **plan: object) -> dict[str, object]:
        """Promise an act, do it, and note the answer unless the agent is to have died before."""
        self.number += 1
        word = f"w{HANDLE}r1n{self.number}x"
        whole = {"act": act, "word": word, **plan}
        act_id = self._ids.announce(self.desk.clock.now(), self.number)
        self._writer.write(about=act, n=self.number, id=act_id, word=word, plan=whole)
        try:
            answer = perform(self.desk, whole)
        except DeskError as error:
            self._writer.write(n=self.number, outcome="refused", answer={"code": error.code})
            return {"act_id": act_id, "word": word}
        if answered:
            self._writer.write(n=self.number, outcome="done", answer=answer)
        return answer | {"word": word}

    def promise_only(self, act: str, **plan: object) -> None:
        """Promise what is never done."""
        self.number += 1
        word = f"w{HANDLE}r1n{self.number}x"
        self._writer.write(about=act, n=self.number, id=f"none{self.number}", word=word, plan={"act": act, **plan})

    @property
    def promises(self) -> list[Promise]:
        return promises_of(self.ledger)

    def evidence(self) -> Evidence:
        with self.desk._work.store.read() as connection:
            return gather(connection, self.since)

    def tamper(self, how: Callable[[Connection], object]) -> None:
        with self.desk._work.store.transaction() as connection:
            how(connection)

    def faults(self) -> tuple[Fault, ...]:
        return judge(self.promises, ids_of(self.ledger), self.evidence()).faults

    def kinds(self) -> set[str]:
        return {fault.kind for fault in self.faults()}


def shop(url: str) -> None:
    desk = open_desk(url, clock=ManualClock(NOON), via="test")
    hire_cast(desk)
    desk.people.add(HANDLE, roles=("agent", "supervisor"))
    desk.close()


@pytest.fixture
def run(stores: Stores, tmp_path: Path) -> Run:
    clock = ManualClock(NOON)
    desk = open_desk(stores.copy_of("judged", shop), handle=HANDLE, clock=clock, via=VIA)
    with desk._work.store.read() as connection:
        since = last_event(connection)
    return Run(desk, tmp_path / f"ledger-{HANDLE}.jsonl", since)


def worked(run: Run) -> dict[str, dict[str, object]]:
    """A little of everything; the answers by act."""
    answers = {"open": run.act("open", kind="inquiry", priority="normal", customer="mara@example.com")}
    ticket = answers["open"]["ticket"]
    other = run.act("open", kind="inquiry", priority="normal", customer="mara@example.com")["ticket"]
    answers["reply"] = run.act("reply", ticket=ticket, then="waiting_customer", grace=0)
    answers["waiting"] = run.act("reply", ticket=other, grace=20)
    answers["note"] = run.act("note", ticket=ticket)
    answers["promise"] = run.act("promise", ticket=ticket, seconds=60)
    answers["link"] = run.act("link", ticket=ticket, other=other)
    answers["refused"] = run.act("link", ticket=ticket, other=other)
    answers["unheard"] = run.act("note", ticket=other, answered=False)
    answers["undo"] = run.act("undo", undoes=answers["link"]["act_id"])
    run.promise_only("note", ticket=ticket)
    return answers


def test_a_sound_run_is_acquitted(run: Run):
    worked(run)
    findings = judge(run.promises, ids_of(run.ledger), run.evidence())
    assert findings.faults == ()
    assert {name: findings.counts[name] for name in ("promised", "done", "refused", "found", "not found")} == {
        "promised": 11,
        "done": 8,
        "refused": 1,
        "found": 1,
        "not found": 1,
    }
    assert findings.counts["refused refused"] == 1


def test_an_act_that_is_gone_is_lost(run: Run):
    answers = worked(run)
    run.tamper(
        lambda connection: connection.execute(delete(events).where(events.c.act_id == answers["note"]["act_id"]))
    )
    assert "lost" in run.kinds()


def test_an_act_of_which_a_part_is_gone_is_half(run: Run):
    answers = worked(run)
    ticket, linked = answers["link"]["ticket"], answers["link"]["act_id"]
    of_one = (events.c.act_id == linked) & (events.c.stream_id != ticket)
    run.tamper(lambda connection: connection.execute(delete(events).where(of_one)))
    assert run.kinds() == {"half"}


@pytest.mark.parametrize("part", ["the row of the act", "the words", "the message", "the outbox"])
def test_rows_that_are_gone_make_an_act_half(run: Run, part: str):
    reply = worked(run)["waiting"]
    message = reply["message"]
    statements = {
        "the row of the act": [delete(acts).where(acts.c.id == reply["act_id"])],
        "the words": [update(message_texts).where(message_texts.c.message_id == message).values(body="")],
        "the message": [
            delete(outbox).where(outbox.c.message_id == message),
            delete(message_texts).where(message_texts.c.message_id == message),
            delete(messages).where(messages.c.id == message),
        ],
        "the outbox": [delete(outbox).where(outbox.c.message_id == message)],
    }[part]
    run.tamper(lambda connection: [connection.execute(statement) for statement in statements])
    assert run.kinds() == {"half"}


def test_a_text_that_is_there_twice_is_doubled(run: Run):
    note = worked(run)["note"]
    body = f"{note['word']} again"
    run.desk.conversation.note(int(str(note["ticket"])), body)
    assert run.kinds() == {"doubled"}


def test_an_act_that_was_refused_must_not_be_there(run: Run):
    answers = worked(run)
    refused, linked = answers["refused"]["act_id"], answers["link"]["act_id"]
    run.tamper(
        lambda connection: connection.execute(update(events).where(events.c.act_id == linked).values(act_id=refused))
    )
    assert {"refused_yet_there", "lost"} <= run.kinds()


def test_what_nobody_promised_is_convicted(run: Run):
    answers = worked(run)
    run.ledger.write_text(
        "".join(line for line in run.ledger.read_text().splitlines(True) if '"n":5' not in line), encoding="utf-8"
    )
    assert answers["note"]["word"] == f"w{HANDLE}r1n5x"
    assert run.kinds() == {"unpromised"}


def test_what_was_typed_is_known_by_its_word(run: Run):
    ticket = run.act("open", kind="inquiry", priority="normal", customer="mara@example.com")["ticket"]
    console = Desk(replace(run.desk._work, via="console", act_ids=ActIds(SystemEntropy())))
    run.promise_only("typed", ticket=ticket)
    typed = console.conversation.reply(int(str(ticket)), f"w{HANDLE}r1n2x Hello")
    assert run.kinds() == set()
    run.tamper(lambda connection: connection.execute(delete(outbox).where(outbox.c.act_id == typed.act_id)))
    assert run.kinds() == {"half"}
    run.promise_only("typed", ticket=ticket)
    Ledger(run.ledger).write(n=3, outcome="done", answer={"act_id": None})
    assert run.kinds() == {"half", "lost"}


def test_a_reply_delivered_twice_is_doubled(run: Run):
    reply = worked(run)["reply"]
    with run.desk._work.store.read() as connection:
        query = select(events).where(events.c.act_id == reply["act_id"], events.c.type == "delivered")
        row = dict(connection.execute(query).mappings().one())
    again = row | {"id": 1_000_000, "seq": 900}
    run.tamper(lambda connection: connection.execute(insert(events).values(**again)))
    assert "doubled" in run.kinds()


def test_what_was_looked_for_in_vain_must_not_come_later(run: Run):
    worked(run)
    number = next(promise.number for promise in run.promises if promise.outcome == "open")
    Ledger(run.ledger).write(n=number, found=False)
    assert run.kinds() == {"doubled"}


def test_a_draft_that_is_gone_is_lost(run: Run):
    ticket = worked(run)["open"]["ticket"]
    run.act("draft", ticket=ticket, mode="reply")
    assert list(lost_drafts(run.promises, run.evidence())) == []
    run.tamper(lambda connection: connection.execute(delete(drafts)))
    assert [fault.kind for fault in lost_drafts(run.promises, run.evidence())] == ["lost"]


def test_a_draft_that_the_agent_sent_or_may_have_sent_is_not_missed(run: Run):
    ticket = worked(run)["open"]["ticket"]
    run.act("draft", ticket=ticket, mode="reply")
    run.act("reply", answered=False, ticket=ticket, grace=0)
    assert list(lost_drafts(run.promises, run.evidence())) == []


def test_old_drafts():
    fresh = LeftBehind("w", 20, 10, 1.3, PROMISED + 0.05, 0.02, whole=True, calm=True)
    late = replace(fresh, age_shown=PROMISED + ECHOES * 0.02 + 0.1)
    assert list(old_drafts([fresh, replace(late, calm=False)])) == []
    assert [fault.what for fault in old_drafts([late, replace(fresh, whole=False)])] == [
        f"{late.age_shown} s old (a key took 0.02 s), 10 of 20 characters",
        "it is not what was typed",
    ]


def test_a_notice_that_is_missing_or_given_twice(run: Run, tmp_path: Path):
    worked(run)
    supervisor = run.desk.acting_as("sup")
    policies = tmp_path / "policies.yaml"
    policies.write_text(
        "calendars:\n  always: {timezone: UTC, week: 24/7}\n"
        "policies:\n  - name: all\n    calendar: always\n    targets: {first_response: 20m, resolution: 1h}\n",
        encoding="utf-8",
    )
    supervisor.policies.set([policies])
    run.act("open", kind="inquiry", priority="normal", customer="mara@example.com")
    later = NOON + timedelta(hours=5)
    desk = run.desk.acting_as("sup", clock=ManualClock(later))
    assert untold(desk, later)[1] != []
    while desk.upkeep.sweep().noted.breaches:
        pass
    told, faults = untold(desk, later)
    assert told > 0
    assert faults == []
    with desk._work.store.read() as connection:
        breach = connection.execute(select(events).where(events.c.type == "sla_breached")).mappings().first()
    assert breach is not None
    again = dict(breach) | {"id": 1_000_000, "seq": 900}
    run.tamper(lambda connection: connection.execute(insert(events).values(**again)))
    assert [fault.kind for fault in untold(desk, later)[1]] == ["notices"]
