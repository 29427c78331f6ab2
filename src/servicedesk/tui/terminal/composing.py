"""What of which widget is seen: Textual's own composing, without asking for lines that nobody is to see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import cast

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Spans = Mapping[int, Sequence[tuple[int, int]]]
"""By line, from which column to before which."""


class FrontFirst(Compositor):
    """Textual has every container painted behind all that lies in it, and every widget beside what has changed."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last time; None for nothing."""
        changed = [region.intersection(self.size.region) for region in self._dirty_regions]
        self._dirty_regions.clear()
        if not changed:
            return None
        spans = list(self._regions_to_spans(changed))
        wanted: dict[int, list[tuple[int, int]]] = {}
        for y, start, end in spans:
            wanted.setdefault(y, []).append((start, end))
        return ChopsUpdate(self._seen(wanted), spans, [of_line[1:] for of_line in self.cuts])

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line by the column where they begin; outside of ``crop`` some may be missing."""
        within = range(min(crop.bottom, len(self.cuts)))
        return self._seen({y: [crop.column_span] for y in within if y in crop.line_range and is_rendered_line(y)})

    def _seen(self, wanted: Spans) -> Sequence[Mapping[int, Strip]]:
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(of_line[:-1]) for of_line in cuts]
        missing = {
            y: {start for start, end in pairwise(cuts[y]) if _touches(spans, start, end)} for y, spans in wanted.items()
        }
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            x, end = shown.column_span
            lines = [
                y for y in shown.line_range if (left := missing.get(y)) and any(x <= start < end for start in left)
            ]
            strips = [
                strip
                for first, last in _runs(lines)
                for strip in widget.render_lines(Region(x - region.x, first - region.y, shown.width, last + 1 - first))
            ]
            for y, strip in zip(lines, strips, strict=True):
                within = [cut for cut in cuts[y] if x <= cut <= end]
                pieces = strip.divide([cut - x for cut in within[1:]])
                for cut, piece in zip(within, pieces, strict=False):
                    if cut in missing[y]:
                        chops[y][cut] = piece
                        missing[y].discard(cut)
        # Those that are missing lie where nothing is sent.
        return cast("Sequence[Mapping[int, Strip]]", chops)


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < right and left < end for left, right in spans)


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of those that follow one another."""
    breaks = [at for at, (y, after) in enumerate(pairwise(lines), 1) if after != y + 1]
    for begin, end in pairwise((0, *breaks, len(lines))):
        if begin < end:
            yield lines[begin], lines[end - 1]
