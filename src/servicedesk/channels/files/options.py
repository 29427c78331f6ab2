"""What a person says about a file of tickets: its format, and how its columns and values are to be read."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.domain.errors import Invalid
from servicedesk.domain.importing import FIELDS, FieldRules

FORMATS: Final = ("csv", "jsonl", "json", "freshdesk")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """``format`` None: guessed. ``maps``: field → column; ``sets``: field → value for every row;
    ``values``: field → (the source's spelling → ours). ``encoding`` None: found out."""

    format: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    timezone: str = "UTC"
    date_format: str | None = None
    encoding: str | None = None

    def check(self) -> None:
        """Raise Invalid for a format, field or zone that does not exist."""
        if self.format is not None and self.format not in FORMATS:
            raise Invalid("format", f"{self.format!r} is not one of {', '.join(FORMATS)}")
        for option, names in (("map", self.maps), ("set", self.sets), ("map-value", self.values)):
            for name in names:
                if name not in FIELDS:
                    raise Invalid(option, f"there is no field {name!r}; there are {', '.join(FIELDS)}")
        if self.encoding is not None and not _exists(self.encoding):
            raise Invalid("encoding", f"there is no encoding {self.encoding!r}")
        self.rules()

    def rules(self) -> FieldRules:
        """The field rules of this file; raises Invalid for an unknown zone."""
        try:
            zone = UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise Invalid("timezone", f"{self.timezone!r} is not a time zone") from error
        return FieldRules(self.values, zone, self.date_format)


def _exists(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True
