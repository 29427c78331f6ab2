"""What argparse says, in the language of the interface. Pure: it knows only English, which stays as it is."""

import argparse
import re
from collections.abc import Iterable

from servicedesk.i18n import _

_ARGUMENT = re.compile(r"argument (?P<name>.+?): (?P<rest>.+)", re.S)


class HelpWords(argparse.HelpFormatter):
    """Help whose first word is in the language of the interface."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


def in_words(message: str) -> str:
    """The error of a wrong argument; what isn't known here stays as argparse says it."""
    found = _ARGUMENT.fullmatch(message)
    if found is not None:
        return _("argument {name}: {trouble}").format(name=found["name"], trouble=_trouble(found["rest"]))
    return _trouble(message)


def _trouble(message: str) -> str:
    known = (
        (r"the following arguments are required: (.+)", _("the following arguments are required: {0}")),
        (r"unrecognized arguments: (.+)", _("unrecognized arguments: {0}")),
        (r"one of the arguments (.+) is required", _("one of the arguments {0} is required")),
        (r"not allowed with argument (.+)", _("not allowed with argument {0}")),
        (r"expected one argument", _("expected one argument")),
        (r"expected at least one argument", _("expected at least one argument")),
        (r"invalid choice: (.+?) \(choose from (.+)\)", _("invalid choice: {0} (choose from {1})")),
        (r"invalid (\w+) value: (.+)", _("invalid {0} value: {1}")),
    )
    for pattern, words in known:
        if found := re.fullmatch(pattern, message, re.S):
            return words.format(*found.groups())
    return message
