"""Where the agent is: what the reasons of disabled acts look at. Values only, no Textual."""

from dataclasses import dataclass

from servicedesk.desk.queue_views import QueueRow


@dataclass(frozen=True, slots=True)
class Place:
    """The ticket an act would touch, and what else decides whether it makes sense.

    ``attachments`` is None while the ticket is still being read. ``undo`` names what ``u`` would take back.
    ``writing``: the composer is open, with the keys or without.
    """

    row: QueueRow | None = None
    me: str | None = None
    attachments: int | None = None
    undo: str | None = None
    writing: bool = False
