"""Which lines of a conversation are selected, wherever they stand after the next layout. Pure."""

from collections.abc import Iterator, Sequence

from servicedesk.tui.widgets.conversation_blocks import Line

Place = tuple[int, int, int]
"""A line of words: message, part, which line of that part."""


class LineSelection:
    """Lines by their places; ``whole`` are the messages that were selected as such."""

    def __init__(self) -> None:
        self.places: list[Place | None] = []
        """The place of each line of the layout; None for heads, folds and rules."""
        self.whole: set[int] = set()
        self._chosen: set[Place] = set()
        self._anchor: Place | None = None
        self._head: Place | None = None

    def __bool__(self) -> bool:
        return bool(self._chosen)

    def holds(self, index: int) -> bool:
        """Whether the line at an index of the layout is selected."""
        return index < len(self.places) and self.places[index] in self._chosen

    @property
    def messages(self) -> tuple[int, ...]:
        """The messages of which something is selected, from the top."""
        return tuple(dict.fromkeys(place[0] for place in self.places if place is not None and place in self._chosen))

    def lay_out(self, lines: Sequence[Line]) -> None:
        """Take another layout: what stands nowhere any more is selected no more."""
        self.places = list(_places(lines))
        if not self._chosen.issubset(self.places):
            self._chosen.intersection_update(place for place in self.places if place is not None)
            self._anchor = self._head = None

    def toggle(self, message_id: int, parts: frozenset[int], *, whole: bool) -> None:
        """Select the lines of some parts of a message, or none of them where one is selected."""
        wanted = {place for place in self.places if place is not None and place[0] == message_id and place[1] in parts}
        if self._chosen & wanted:
            self._chosen -= wanted
            self.whole.discard(message_id)
        else:
            self._chosen |= wanted
            if whole:
                self.whole.add(message_id)
        self._anchor = self._head = None

    def extend(self, step: int, message_id: int | None) -> int | None:
        """A line more, or one less when going back; begins in a message, or anywhere. Returns the line at the end."""
        lines = [index for index, place in enumerate(self.places) if place is not None]
        if self._head is None or self._anchor is None:
            inside = [at for at in lines if message_id is None or self._message(at) == message_id]
            start = (inside[0] if step > 0 else inside[-1]) if inside else None
            return None if start is None else self.reach(start, start)
        at, anchor = self._line_of(self._head), self._line_of(self._anchor)
        further = [index for index in lines if at is not None and (index - at) * step > 0]
        if not further or anchor is None:
            return None
        return self.reach(anchor, min(further) if step > 0 else max(further))

    def reach(self, anchor: int, head: int) -> int | None:
        """Select all lines of words between two lines; returns the line at the end, None where there are none."""
        first, last = sorted((anchor, head))
        words = [at for at in range(max(0, first), min(last + 1, len(self.places))) if self.places[at] is not None]
        if not words:
            return None
        start, end = (words[0], words[-1]) if anchor <= head else (words[-1], words[0])
        self._anchor, self._head = self.places[start], self.places[end]
        self._chosen = {place for at in words if (place := self.places[at]) is not None}
        self.whole.clear()
        return end

    def clear(self) -> bool:
        """Select nothing; False when nothing was."""
        had = bool(self._chosen)
        self._chosen.clear()
        self.whole.clear()
        self._anchor = self._head = None
        return had

    def _message(self, index: int) -> int | None:
        place = self.places[index]
        return None if place is None else place[0]

    def _line_of(self, place: Place) -> int | None:
        return self.places.index(place) if place in self.places else None


def _places(lines: Sequence[Line]) -> Iterator[Place | None]:
    counted: dict[tuple[int, int], int] = {}
    for line in lines:
        if line.source is None:
            yield None
        else:
            n = counted.get(line.source, 0)
            counted[line.source] = n + 1
            yield (*line.source, n)
