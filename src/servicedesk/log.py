"""The log file: where the details of what went wrong stand."""

import logging
from contextlib import suppress
from io import TextIOWrapper

from servicedesk.paths import log_file

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _LogFile(logging.FileHandler):
    """Makes its folder when the first line is written, so that a quiet run leaves nothing behind."""

    def _open(self) -> TextIOWrapper:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        log_file().touch(mode=0o600)
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):  # from opening it; what writing meets goes to ``handleError``
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A log that can't be written is no reason to write on a terminal that belongs to somebody else."""


def log_to_file() -> None:
    """Send what this program and its libraries log to its file and nowhere else.

    The terminal belongs to the screen, and stderr to the one sentence of a command.
    """
    root = logging.getLogger()
    if not any(isinstance(handler, _LogFile) for handler in root.handlers):
        handler = _LogFile(log_file(), encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(handler)
