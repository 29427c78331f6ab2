"""What a command receives: the desk (opened at first use), the way out, the settings and the time zone."""

from datetime import tzinfo
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from servicedesk.cli.options import Options
from servicedesk.cli.output import Output
from servicedesk.cli.store_place import store_place
from servicedesk.clock import Clock
from servicedesk.settings import BrokenSettings, Settings

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk


class Session:
    """One call's surroundings. Closing it closes the desk, if it was opened."""

    def __init__(self, options: Options, settings: Settings, clock: Clock) -> None:
        self.options = options
        self.settings = settings
        self.clock = clock
        self.out = Output(as_json=options.json, as_csv=options.csv, zone=self.zone)

    def __enter__(self) -> Self:
        from servicedesk.log import log_to_file

        log_to_file()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "desk" in self.__dict__:
            self.desk.close()

    @cached_property
    def zone(self) -> tzinfo | None:
        """Where times without a zone are meant, and times are shown; None is the machine's own."""
        if self.options.timezone is None:
            return None
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.options.timezone)

    @cached_property
    def desk(self) -> "Desk":
        """The desk on the store that was named. Raises DeskError, also for a broken settings file."""
        self.refuse_broken_settings()
        from servicedesk.desk.desk import open_desk

        return open_desk(store_place(self.options), clock=self.clock, handle=self.options.handle, via="cli")

    def refuse_broken_settings(self) -> None:
        """Raise BrokenSettings: a broken entry may have named another store, person or zone than the defaults."""
        if self.settings.problems:
            raise BrokenSettings(self.settings.problems)
