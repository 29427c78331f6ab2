"""What an agent does all day, in the store: take the next ticket, answer it, note, change its status."""

from datetime import timedelta
from time import perf_counter

from bench.figures import Report, Times, time_over
from bench.stores import NOON, BenchStore, copy_of, discard
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk

RUNS = 150
_TEXT = "Thank you for waiting. Your lamp leaves us today. 您的灯今天寄出。\n" * 6


def measure_acts(store: BenchStore) -> Report:
    report = Report()
    working = copy_of(store, "acts")
    clock = ManualClock(NOON)
    desk = open_desk(str(working.path), clock=clock, via="bench")
    taken: list[int] = []
    seconds: list[float] = []
    while len(taken) < RUNS:
        clock.advance(timedelta(seconds=1))
        begun = perf_counter()
        found = desk.assignment.take_next()
        if found is None:
            break
        seconds.append(perf_counter() - begun)
        taken.append(found.done.ticket.id)
    report.add("take next", Times.of_seconds(seconds))
    report.add("reply", time_over(lambda ticket: desk.conversation.reply(ticket, _TEXT), taken))
    report.add("note", time_over(lambda ticket: desk.conversation.note(ticket, _TEXT), taken))
    report.add("tag", time_over(lambda ticket: desk.handling.tag(ticket, ["bench"]), taken))
    report.add("save a draft", time_over(lambda ticket: desk.drafts.save(ticket, "reply", _TEXT), taken))
    report.facts["taken"] = len(taken)
    desk.close()
    discard("acts")
    return report
