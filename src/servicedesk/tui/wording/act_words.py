"""What an act did, in words: its changes and what they led to. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from servicedesk.desk.views import ActView, EventView
from servicedesk.domain.bulk import MANY
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.event_words import is_told, what
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.words import act_name, act_on

_TARGETS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "status": present.status_name,
        "stage": present.stage_name,
        "kind": present.kind_name,
        "priority": present.priority_name,
    }
)
"""Events that set a property: how its new value is called."""

_WRITTEN: Final = frozenset({"reply", "note", "call", "message", "forward", "side_answer", "attach"})
"""Acts that are more than the changes they led to."""


class ActWords:
    """Words for ``acts``, newest first; ``events`` are those of their tickets."""

    def __init__(
        self, acts: Sequence[ActView], events: Sequence[EventView], names: Mapping[str, str], zone: tzinfo
    ) -> None:
        self._undone = {act.undone_by: act for act in acts if act.undone_by is not None}
        self._events = events
        self._names, self._zone = names, zone

    def of(self, act: ActView) -> str:
        """``stage → communicated``; ``reply, status → resolved``; ``undone: status → resolved``."""
        if act.name.startswith(MANY):
            return act_on(act)
        if act.name == "undo":
            undone = self._undone.get(act.act_id)
            return _("undone: {act}").format(act=self.of(undone)) if undone is not None else act_name("undo")
        told = [self._change(event) for event in self._events if event.act_id == act.act_id and is_told(event)]
        head = [act_name(act.name)] if act.name in _WRITTEN or not told else []
        return commas(dict.fromkeys([*head, *told]))

    def _change(self, event: EventView) -> str:
        named, to = _TARGETS.get(event.type), event.payload.get("to")
        if named is None or not isinstance(to, str):
            return what(event, self._names, self._zone)
        return _("{property} → {value}").format(property=act_name(event.type), value=clean(named(to)))
