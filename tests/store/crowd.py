"""Several processes that do the same thing to one store at the same moment."""

import multiprocessing
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import Any

PRELOADED = ["sqlmodel", "alembic.command", "psycopg", "servicedesk.desk.opening", "servicedesk.store.tables"]
"""What every job needs: the server of the pool imports it once."""
PATIENCE = 60
"""Seconds after which a process that never came to the start fails the test."""
_barrier: Barrier | None = None


def crowd(job: str, size: int, *args: object) -> list[Any]:
    """What ``size`` processes return that all start ``job`` (a function below) together; each gets its number last."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    barrier = context.Barrier(size)
    with ProcessPoolExecutor(size, mp_context=context, initializer=_keep, initargs=(barrier,)) as pool:
        futures = [pool.submit(_run, job, (*args, number)) for number in range(size)]
        results = [future.result(timeout=2 * PATIENCE) for future in futures]
    failed = [result["failed"] for result in results if isinstance(result, dict) and "failed" in result]
    assert not failed, failed[0]
    return results


def _keep(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - how a pool's process receives what can't be pickled
    _barrier = barrier


def _run(job: str, args: tuple[object, ...]) -> object:
    try:
        return JOBS[job](*args)
    except Exception:
        return {"failed": traceback.format_exc()}


def start() -> None:
    """Wait for all the others."""
    assert _barrier is not None
    _barrier.wait(PATIENCE)


def open_and_look(url: str, number: int) -> dict[str, object]:
    from servicedesk.desk.desk import open_desk

    start()
    desk = open_desk(url)
    found = {"people": len(desk.people.all()), "schema": desk.health().schema}
    desk.close()
    return found


def take_next(url: str, count: int, number: int) -> list[int]:
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle=("lin", "ana", "sup", "spec")[number % 4])
    start()
    taken = []
    for _ in range(count):
        found = desk.assignment.take_next()
        if found is None:
            break
        taken.append(found.done.ticket.id)
    desk.close()
    return taken


def work(url: str, count: int, number: int) -> list[tuple[str, int]]:
    """An agent's round on each of ``count`` tickets: what was done to which."""
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle=("lin", "ana", "sup", "spec")[number % 4])
    start()
    done = []
    for _ in range(count):
        found = desk.assignment.take_next()
        assert found is not None
        ticket = found.done.ticket.id
        desk.tickets.show(ticket)
        desk.conversation.note(ticket, f"by {number}")
        desk.handling.tag(ticket, [f"t{number}"])
        desk.conversation.reply(ticket, "It leaves today.", then="waiting_customer")
        desk.upkeep.look()
        done += [(name, ticket) for name in ("take", "note", "tag", "reply")]
    desk.close()
    return done


def sweep(url: str, at: str, number: int) -> tuple[int, int, int]:
    from datetime import datetime

    from servicedesk.clock import ManualClock
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle="lin", clock=ManualClock(datetime.fromisoformat(at)))
    start()
    swept = desk.upkeep.sweep()
    desk.close()
    return swept.delivered, swept.woken, swept.closed


def same_customer(url: str, count: int, number: int) -> list[int]:
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle="lin")
    start()
    opened = [
        desk.intake.open(kind="inquiry", subject="A lamp", body="?", customer=f"c{n}@example.com", phone=f"0301234{n}")
        for n in range(count)
    ]
    desk.close()
    return [done.ticket.customer_id or 0 for done in opened]


def same_file(url: str, ticket: int, number: int) -> str:
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle="lin")
    start()
    for n in range(5):
        desk.conversation.attach(ticket, "box.jpg", f"picture {n}".encode())
    desk.close()
    return "done"


def tag_and_draft(url: str, ticket: int, number: int) -> str:
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle="lin")
    start()
    for n in range(5):
        desk.handling.tag(ticket, [f"t{number}-{n}"])
        desk.drafts.save(ticket, "reply", f"{number} {n}")
    desk.close()
    return "done"


def hold(url: str, tickets: list[int], number: int) -> list[str]:
    from tests.builders import NOON

    from servicedesk.clock import ManualClock
    from servicedesk.desk.desk import open_desk

    desk = open_desk(url, handle=("lin", "ana", "sup", "spec")[number % 4], clock=ManualClock(NOON))
    start()
    held = [patiently(lambda ticket=ticket: desk.presence.hold(ticket).handle) for ticket in tickets]
    desk.close()
    return held


def patiently(job: Callable[[], str]) -> str:
    """What gives up soon where others write is tried again, as a console does."""
    from servicedesk.domain.errors import StoreUnavailable

    for _ in range(100):
        try:
            return job()
        except StoreUnavailable:
            continue
    raise AssertionError("never came through")


def die_holding(url: str, ticket: int, number: int) -> str:
    """A process that holds a ticket and is killed; this one waits for its end."""
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_hold_and_die, args=(url, ticket))
    process.start()
    process.join(PATIENCE)
    start()
    return str(process.exitcode)


def _hold_and_die(url: str, ticket: int) -> None:
    import os
    import signal

    from tests.builders import NOON

    from servicedesk.clock import ManualClock
    from servicedesk.desk.desk import open_desk
    from servicedesk.domain.together import Doing

    open_desk(url, handle="ana", clock=ManualClock(NOON)).presence.tell("dead", ticket, Doing.WRITING, holds=True)
    os.kill(os.getpid(), signal.SIGKILL)


JOBS: dict[str, Callable[..., object]] = {
    job.__name__: job
    for job in (
        open_and_look,
        take_next,
        work,
        sweep,
        same_customer,
        same_file,
        tag_and_draft,
        hold,
        die_holding,
    )
}
