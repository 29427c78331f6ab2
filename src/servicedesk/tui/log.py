"""The log file: where the details of what went wrong stand."""

import logging
from io import TextIOWrapper

from servicedesk.paths import log_file

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _LogFile(logging.FileHandler):
    """Makes its folder when the first line is written, so that a quiet run leaves nothing behind."""

    def _open(self) -> TextIOWrapper:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        log_file().touch(mode=0o600)
        return super()._open()


def log_to_file() -> None:
    """Send the program's log to its file and nowhere else: the terminal belongs to the screen."""
    logger = logging.getLogger("servicedesk")
    if not logger.handlers:
        handler = _LogFile(log_file(), encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter(FORMAT))
        logger.addHandler(handler)
    logger.propagate = False
