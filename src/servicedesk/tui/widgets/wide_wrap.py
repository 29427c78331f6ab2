"""A text area's lines wrapped between wide characters too, not only at blanks.

Textual wraps by words; Chinese has no blanks between its own, and a sentence would leave half a line empty.
"""

from functools import lru_cache
from typing import Final

from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import get_tab_widths
from textual.widgets import TextArea

from servicedesk.tui.wrap import breaks_of

KEPT: Final = 4096
"""Lines whose breaks are remembered."""


class _WideWrapped(WrappedDocument):
    """A wrapped document whose lines also break between wide characters."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Work out the breaks of all lines; those of lines that didn't change are remembered."""
        self._width = width
        self._tab_width = tab_width or self._tab_width
        self._wrap_offsets, self._tab_width_cache = [], []
        self._offset_to_line_info, self._line_index_to_offsets = [], []
        for index, line in enumerate(self.document.lines):
            tabs = [size for _, size in get_tab_widths(line, self._tab_width)] if "\t" in line else [0]
            breaks = list(_breaks(line, width)) if width else []
            first = len(self._offset_to_line_info)
            self._tab_width_cache.append(tabs)
            self._wrap_offsets.append(breaks)
            self._line_index_to_offsets.append([*range(first, first + len(breaks) + 1)])
            self._offset_to_line_info.extend((index, section) for section in range(len(breaks) + 1))

    def wrap_range(self, start: tuple[int, int], old_end: tuple[int, int], new_end: tuple[int, int]) -> None:
        """Follow an edit."""
        del start, old_end, new_end
        self.wrap(self._width)


@lru_cache(KEPT)
def _breaks(line: str, width: int) -> tuple[int, ...]:
    return tuple(breaks_of(line, width))


class WideTextArea(TextArea):
    """A text area for Chinese as well."""

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = _WideWrapped(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()
