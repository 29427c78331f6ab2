"""What the shapes of seed files share: fields whose text is a time or an amount, and no unknown names."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from servicedesk.domain.durations import parse_duration, parse_offset
from servicedesk.domain.errors import Invalid
from servicedesk.domain.refund_limits import limits_from


def _checked_ago(value: object) -> object:
    return _checked(value, parse_duration)


def _checked_offset(value: object) -> object:
    return _checked(value, parse_offset)


def _checked_limits(value: object) -> object:
    return _checked(value, limits_from)


def _checked(value: object, parse: object) -> object:
    if isinstance(value, str) and callable(parse):
        try:
            parse(value)
        except Invalid as error:
            raise ValueError(str(error.details["reason"])) from error
    return value


Ago = Annotated[str, BeforeValidator(_checked_ago)]
Limits = Annotated[str, BeforeValidator(_checked_limits)]
Offset = Annotated[str, BeforeValidator(_checked_offset)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)
