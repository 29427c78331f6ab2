"""Reading one of a closed list."""

from enum import StrEnum
from typing import TypeVar

from servicedesk.domain.errors import Invalid

Choice = TypeVar("Choice", bound=StrEnum)


def chosen(field: str, choices: type[Choice], value: str) -> Choice:
    """The member spelt ``value``; raises Invalid naming the field and the list."""
    try:
        return choices(value)
    except ValueError:
        raise Invalid(field, f"{value!r} is none of {', '.join(choices)}") from None
