"""Where the agent is: what the reasons of disabled acts look at. Values only, no Textual."""

from dataclasses import dataclass

from servicedesk.desk.queue_views import QueueRow


@dataclass(frozen=True, slots=True)
class Place:
    """The ticket an act would touch, and what else decides whether it makes sense.

    ``undo`` names what ``u`` would take back.
    ``writing``: the composer is open, with the keys or without. ``asked``: a colleague's note asks
    for who acts.
    """

    row: QueueRow | None = None
    me: str | None = None
    undo: str | None = None
    writing: bool = False
    asked: bool = False
