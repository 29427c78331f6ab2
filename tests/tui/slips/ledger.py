"""A ledger whose every text from outside is a given one."""

from datetime import UTC, datetime, timedelta

from tests.tui.slips.tickets import sample_row

from servicedesk.desk.service_levels.views import CycleView, LedgerView, SegmentView
from servicedesk.domain.shut import Reason, Shut
from servicedesk.tui.screens.ledger import PRIORITIES, Answer, LedgerSlip, Question, Setting

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def segment(
    start: datetime,
    hours: float,
    state: str,
    status: str = "open",
    holder: str | None = "lin",
    shut: tuple[Shut, ...] = (Shut(Reason.NIGHT),),
) -> SegmentView:
    length = timedelta(hours=hours)
    worked = length if state == "running" else timedelta()
    return SegmentView(start, start + length, state, worked, status, holder, shut if state == "closed_hours" else ())


def cycle(clock: str, state: str, segments: tuple[SegmentView, ...], **changes: object) -> CycleView:
    """A cycle of ten hours that used what its segments say."""
    facts: dict[str, object] = {
        "clock": clock,
        "started_at": segments[0].start,
        "state": state,
        "ended_at": None if state in ("running", "paused") else segments[-1].end,
        "target": 10 * HOUR,
        "rule": "everyday",
        "policy_version": 1,
        "used": sum((one.worked for one in segments), timedelta()),
        "due_at": None,
        "warn_at": None,
        "warned_at": None,
        "breached_at": None,
        "late": timedelta(),
        "segments": segments,
    }
    return CycleView(**(facts | changes))  # type: ignore[arg-type]


def ledger(*cycles: CycleView, asked_at: datetime = FRIDAY + 27 * HOUR) -> LedgerView:
    due = min((one.due_at for one in cycles if one.due_at is not None), default=None)
    clock = next((one.clock for one in cycles if due is not None and one.due_at == due), None)
    return LedgerView(10432, asked_at, cycles[0].rule if cycles else "", "Europe/Berlin", cycles, due, clock)


def sample_ledger(text: str) -> LedgerView:
    """A clock that was broken and one that goes on."""
    night = (
        segment(FRIDAY, 9, "running", text, text),
        segment(FRIDAY + 9 * HOUR, 15, "closed_hours", text, None, (Shut(Reason.HOLIDAY, FRIDAY.date(), text),)),
        segment(FRIDAY + 24 * HOUR, 3, "paused", text, text),
    )
    broken = cycle("first_response", text, night[:1], rule=text, breached_at=FRIDAY, late=9 * HOUR)
    due = FRIDAY + 28 * HOUR
    return ledger(broken, cycle("resolution", "running", night, rule=text, due_at=due, warn_at=due - 2 * HOUR))


def ledger_slip(text: str) -> LedgerSlip:
    answer = Answer(sample_ledger(text), {str(priority): sample_ledger(text) for priority in PRIORITIES})

    async def asking(_question: Question) -> Answer:
        return answer

    return LedgerSlip(sample_row(text), answer, asking, Setting(lambda: FRIDAY + 27 * HOUR, UTC, {text: text}))
