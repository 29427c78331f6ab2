"""What an act on a ticket writes down of the future: a follow-up, a promise, promises it keeps. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.texts import storable


@dataclass(frozen=True, slots=True)
class NewPromise:
    """What we tell the customer, until when."""

    text: str
    due: datetime

    def checked(self) -> "NewPromise":
        """As it is kept; raises Invalid for an empty one and a time without a zone."""
        text = storable(self.text).strip()
        if not text:
            raise Invalid("text", "say what was promised")
        if self.due.tzinfo is None:
            raise Invalid("due", "the time needs a zone")
        return NewPromise(text, self.due)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What goes with a reply or a change of status. ``kept`` are the ids of promises."""

    follow_up: datetime | None = None
    promise: NewPromise | None = None
    kept: tuple[int, ...] = ()

    def checked(self, now: datetime) -> "Meanwhile":
        """Raise Invalid before anything is written."""
        check_follow_up(self.follow_up, now)
        return self if self.promise is None else replace(self, promise=self.promise.checked())


NOTHING: Final = Meanwhile()


def check_follow_up(at: datetime | None, now: datetime) -> None:
    """Raise Invalid for a time that has passed or has no zone."""
    if at is None:
        return
    if at.tzinfo is None:
        raise Invalid("follow_up", "the time needs a zone")
    if at <= now:
        raise Invalid("follow_up", "that time has passed")
