"""Objects as tables for scripts: what ``--csv`` prints where the table for people says it in words."""

from collections.abc import Iterable, Mapping, Sequence

from servicedesk.cli.output import Sheet
from servicedesk.domain.events import Json


def data_sheet(keys: Sequence[str], objects: Iterable[Mapping[str, Json]], empty: str = "") -> Sheet:
    """A row an object, by the keys of its JSON; what an object hasn't got is empty, members of lists stand apart."""
    return Sheet(keys, [[_text(one.get(key)) for key in keys] for one in objects], empty)


def _text(value: Json) -> str:
    from servicedesk.channels.files.harmless import no_formula

    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:.15g}"
        case list():
            return " ".join(map(_text, value))
        case _:
            return no_formula(str(value))
