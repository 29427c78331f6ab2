"""The global options of one call, from the command line, the environment and the settings, in this order."""

import os
import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """``store``: URL or path, None for the data folder. ``timezone``: None for the machine's own."""

    store: str | None
    handle: str | None
    json: bool
    csv: bool
    language: str | None
    timezone: str | None


def read_options(arguments: Namespace, settings: Settings) -> Options:
    return Options(
        store=getattr(arguments, "store", None) or os.environ.get("SERVICEDESK_STORE") or settings.store,
        handle=getattr(arguments, "acting_as", None) or settings.handle,
        json=getattr(arguments, "json", False),
        csv=getattr(arguments, "csv", False),
        language=getattr(arguments, "lang", None) or settings.language,
        timezone=getattr(arguments, "timezone", None) or settings.timezone,
    )


def joined_orders(argv: Sequence[str]) -> list[str]:
    """``--sort -updated`` as ``--sort=-updated``: argparse would take the order for another option."""
    found: list[str] = []
    for argument in argv:
        if found and found[-1] == "--sort" and argument.startswith("-"):
            found[-1] = f"--sort={argument}"
        else:
            found.append(argument)
    return found


def spoken_language(argv: Sequence[str]) -> str | None:
    """``--lang`` as it stands in the arguments, for the help that is worded before they are parsed."""
    for position, argument in enumerate(argv):
        if argument == "--lang":
            return argv[position + 1] if position + 1 < len(argv) else None
        if told := re.fullmatch(r"--lang=(.+)", argument):
            return told[1]
    return None
