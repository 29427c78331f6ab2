"""What several parts of a policy file are made of."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, ConfigDict

from servicedesk.domain.durations import parse_duration
from servicedesk.domain.errors import Invalid


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a distance in working time such as 4h or 30m")
    try:
        seconds = int(parse_duration(value).total_seconds())
    except Invalid as error:
        raise ValueError(str(error.details["reason"])) from error
    if seconds <= 0:
        raise ValueError("a target of zero can't be kept; leave the clock out to promise nothing")
    return seconds


Target = Annotated[int, BeforeValidator(_seconds)]
ClockName = Literal["first_response", "next_response", "resolution"]

STRICT: Final = ConfigDict(extra="forbid")
"""A field that isn't known is a mistake of who wrote it."""
