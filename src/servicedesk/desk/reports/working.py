"""The working time of clocks that still run, by the policies they run under."""

from datetime import datetime

from servicedesk.domain.calendars import WorkingTime
from servicedesk.domain.events import micros
from servicedesk.domain.sla.book import PolicyBook


class Worked:
    """Counts up to ``now``; each rule's calendar is looked up once."""

    def __init__(self, book: PolicyBook, now: datetime) -> None:
        self._book = book
        self._now = micros(now)
        self._known: dict[tuple[int, str], WorkingTime | None] = {}

    def since(self, start: datetime | None, version: int, rule: str) -> int:
        """Working microseconds from ``start`` until now; 0 without a start."""
        if start is None:
            return 0
        key = (version, rule)
        if key not in self._known:
            terms = self._book.named(version, rule)
            self._known[key] = None if terms is None else terms.working
        working = self._known[key]
        return 0 if working is None else working.between(micros(start), self._now)
