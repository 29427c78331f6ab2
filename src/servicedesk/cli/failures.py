"""Errors as people and scripts get them: one sentence, or one JSON object, on stderr."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from servicedesk.cli.parser import WrongUse
from servicedesk.domain.errors import BadFile, DeskError, GateClosed, IllegalMove, Invalid, StoreUnavailable
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.cli.session import Session

REFUSED = 1
WRONG_USE = 2


class Failures:
    """Tells what went wrong and gives the exit code for it."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def wrong_use(self, wrong: WrongUse) -> int:
        details = {"command": wrong.command, "usage": " ".join(wrong.usage.split())}
        self._tell("usage", wrong.message, details, before=wrong.usage)
        return WRONG_USE

    def refused(self, error: DeskError, session: "Session | None" = None) -> int:
        """The sentence, and for people the later events or the findings that stand in the way of an act, a line each.

        A value that no command could take (Invalid) is wrong use; what the desk refuses is not.
        """
        if self._as_json:
            self._tell(error.code, error.message, error.details)
        else:
            lines = [_sentence(error, session), *_theirs(error, session), *_findings(error)]
            self._tell(error.code, "\n  ".join(lines), {})
        return WRONG_USE if isinstance(error, Invalid) else REFUSED

    def interrupted(self) -> int:
        self._tell("interrupted", _("stopped; what was done up to here is kept"), {})
        return REFUSED

    def unwritten(self, error: OSError) -> int:
        """A file or the output that the system refuses: a full disk behind ``>``, say."""
        message = _("{what}: {reason}; what was done up to here is kept")
        what, reason = error.filename or _("the output can't be written"), error.strerror or str(error)
        self._tell("unwritten", message.format(what=what, reason=reason), {"reason": reason})
        return REFUSED

    def unforeseen(self, error: Exception) -> int:
        """A fault of the program itself: the traceback goes to the log, its place to the person."""
        kind, log = type(error).__name__, _logged(error)
        message = _("this should not have happened ({kind}: {error}); nothing half done was kept.").format(
            kind=kind, error=error
        )
        where = _("The details are in {log}.").format(log=log) if log else _("The log could not be written.")
        self._tell("unforeseen", f"{message} {where}", {"kind": kind, "log": log})
        return REFUSED

    def _tell(self, code: str, message: str, details: Mapping[str, object], before: str = "") -> None:
        if sys.stderr is None:
            return
        try:
            sys.stderr.write(self._json(code, message, details) if self._as_json else _text(message, before))
            sys.stderr.flush()
        except OSError:  # nobody reads stderr: the exit code still tells
            return

    def _json(self, code: str, message: str, details: Mapping[str, object]) -> str:
        import json

        error = {"code": code, "message": message, "details": details}
        return json.dumps({"error": error}, default=str) + "\n"


def _text(message: str, before: str) -> str:
    from servicedesk.tui.clean import clean

    return f"{before}servicedesk: {clean(message, lines=True)}\n"


def _sentence(error: DeskError, session: "Session | None") -> str:
    if isinstance(error, BadFile | StoreUnavailable):
        return error.message  # it begins with a file or a store, which stay as they are spelt
    from servicedesk.tui.wording.sentences import sentence
    from servicedesk.tui.wording.workflow_words import STATES, too_late

    if isinstance(error, IllegalMove) and error.details.get("what") in STATES:
        mine = session is not None and error.details.get("by") == session.desk.me.handle
        return too_late({**error.details, "by": None} if mine else error.details, _command)
    return sentence(error)


def _command(move: str) -> str:
    """What a move of an escalation, an approval or a return is called on the command line."""
    return move.replace("_", "-")


def _theirs(error: DeskError, session: "Session | None") -> list[str]:
    theirs = error.details.get("theirs")
    if not theirs or session is None:
        return []
    from servicedesk.tui.wording.sentences import told_events

    local = datetime.now(UTC).astimezone().tzinfo or UTC
    names = {f"person:{person.id}": person.name for person in session.desk.people.all()}
    return told_events(theirs, names, session.zone or local, session.clock.now())


def _findings(error: DeskError) -> list[str]:
    """What the send gate found, and how to send all the same where that is possible."""
    if not isinstance(error, GateClosed):
        return []
    from servicedesk.tui.wording.gate_words import told_finding

    lines = [told_finding(finding) for finding in error.findings]
    if not any(finding.hard for finding in error.findings):
        options = " ".join(f"--accept {code}" for code in dict.fromkeys(finding.code for finding in error.findings))
        lines.append(_("to send it all the same: {options}").format(options=options))
    return lines


def _logged(error: Exception) -> str | None:
    """Append the traceback to the log; its path, or None where it can't be written."""
    import traceback

    from servicedesk.paths import log_file

    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now(UTC).isoformat()} {' '.join(sys.argv[1:2])}\n")
            log.writelines(traceback.format_exception(error))
    except OSError:
        return None
    return str(path)
