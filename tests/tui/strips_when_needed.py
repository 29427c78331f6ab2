"""Strips in tests get their caches when they are first used: most strips are painted once and asked nothing.

Textual makes seven caches with every strip, and a test paints thousands; making them took a tenth of its time.
"""

from collections.abc import Iterable
from typing import Final

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

_SIZES: Final = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}


def _begin(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None


def _cache(strip: Strip, name: str) -> FIFOCache[object, object]:
    """What a strip doesn't have yet."""
    if name not in _SIZES:
        raise AttributeError(name)
    made: FIFOCache[object, object] = FIFOCache(_SIZES[name])
    setattr(strip, name, made)
    return made


def caches_when_needed() -> None:
    """From now on; where Textual's strips hold something else than this knows, they stay as they are."""
    plain = {"_segments", "_cell_length", "_render_cache", "_link_ids", "_cell_count"}
    if {*Strip.__slots__} == plain | {*_SIZES}:
        Strip.__init__ = _begin  # type: ignore[method-assign, assignment]
        Strip.__getattr__ = _cache  # type: ignore[attr-defined]
