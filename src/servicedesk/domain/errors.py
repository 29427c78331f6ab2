"""Typed errors. They carry data; front ends make the sentences.

Every error has a ``code`` that scripts may hold on to and ``details`` of plain JSON values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from servicedesk.domain.gate.findings import Finding

Details = Mapping[str, object]


class DeskError(Exception):
    """Anything the desk refuses or cannot do."""

    code = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: Details = details


class IllegalMove(DeskError):
    """A status or stage that can't follow the present one; ``details["legal"]`` lists those that can."""

    code = "illegal_move"

    def __init__(self, what: str, current: str, wanted: str, legal: Sequence[str]) -> None:
        allowed = ", ".join(legal) if legal else "nothing"
        super().__init__(
            f"{what} cannot go from {current} to {wanted}; it may become: {allowed}",
            what=what,
            current=current,
            wanted=wanted,
            legal=list(legal),
        )


class Refused(DeskError):
    """A rule forbids the act as things stand."""

    code = "refused"


class Forbidden(DeskError):
    """The acting person's roles do not allow the act."""

    code = "forbidden"

    def __init__(self, handle: str, act: str, needs: Sequence[str]) -> None:
        super().__init__(
            f"{handle} may not {act}; that needs one of: {', '.join(needs)}",
            handle=handle,
            act=act,
            needs=list(needs),
        )


class NotFound(DeskError):
    """No such ticket, person, message, act, …"""

    code = "not_found"

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"there is no {what} {key}", what=what, key=key)


class StaleVersion(DeskError):
    """Somebody changed the ticket since the caller read it.

    ``details``: ``expected`` and ``actual`` versions, ``yours`` (what was wanted) and ``theirs``
    (the events that came in between: seq, type, actor, at, payload).
    """

    code = "stale"

    def __init__(self, ticket: int, expected: int, actual: int, yours: object, theirs: Sequence[object]) -> None:
        super().__init__(
            f"ticket {ticket} was changed meanwhile (you saw version {expected}, it is {actual})",
            ticket=ticket,
            expected=expected,
            actual=actual,
            yours=yours,
            theirs=list(theirs),
        )


class StaleAnswer(DeskError):
    """Somebody changed the canned answer since the caller read it; ``details``: its code and both versions."""

    code = "stale"

    def __init__(self, answer: str, expected: int, actual: int) -> None:
        super().__init__(
            f"{answer} was changed meanwhile (you saw version {expected}, it is {actual})",
            answer=answer,
            expected=expected,
            actual=actual,
        )


class GateClosed(DeskError):
    """A reply that must not leave as it is: ``findings`` say what is wrong and where, ``details["findings"]`` as data.

    Hard ones have to be mended, soft ones may be accepted by their codes.
    """

    code = "gate"

    def __init__(self, ticket: int, findings: Sequence[Finding]) -> None:
        codes = ", ".join(dict.fromkeys(finding.code for finding in findings))
        plain = [asdict(finding) for finding in findings]
        super().__init__(f"the reply to ticket {ticket} is held back: {codes}", ticket=ticket, findings=plain)
        self.findings = tuple(findings)


class UndoRefused(DeskError):
    """An act that can't be undone: ``mine`` are its events, ``theirs`` the later ones that stand on it."""

    code = "undo_refused"

    def __init__(self, act_id: str, reason: str, mine: Sequence[object], theirs: Sequence[object]) -> None:
        super().__init__(reason, act_id=act_id, mine=list(mine), theirs=list(theirs))


class Invalid(DeskError):
    """A value that can't be taken; ``details["field"]`` names it."""

    code = "invalid"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}", field=field, reason=reason)


class BadFile(DeskError):
    """A file a person wrote that can't be read: file, line and field are named."""

    code = "bad_file"

    def __init__(self, file: str, line: int | None, field: str, reason: str) -> None:
        where = file if line is None else f"{file}:{line}"
        at = f"{where}: {field}: {reason}" if field else f"{where}: {reason}"
        super().__init__(at, file=file, line=line, field=field, reason=reason)


class Interrupted(DeskError):
    """A person stopped it; the message says what is left of it."""

    code = "interrupted"


class StoreUnavailable(DeskError):
    """The store can't be opened or written: unknown URL, no server, read-only, disk full, …"""

    code = "store_unavailable"


class CommitUnknown(StoreUnavailable):
    """The connection was lost while an act was being stored, and nobody could say whether it is in the store."""

    code = "commit_unknown"


class StoreTooNew(StoreUnavailable):
    """The store was written by a newer servicedesk."""

    code = "store_too_new"
