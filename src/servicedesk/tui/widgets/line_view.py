"""The base of everything painted line by line: spans of text with roles in, strips of exact width out."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from servicedesk.tui.wording.signs import UNICODE, Signs
from servicedesk.tui.wrap import clip

Span = tuple[str, str]
"""A clean text and its role: ``ink``, ``quiet``, ``faint``, ``strong``, ``label``, ``accent``, ``overdue``,
``at-risk``, ``good``, ``bar-customer``, ``bar-ours``, ``rule``."""

PATIENCE: Final = 2.0
"""Seconds after which something asked for and not given is asked for again."""


class LineView(ScrollView, can_focus=True):
    """Lines made of spans on a ground (``""``, ``cursor``, ``note``, ``raised``); colours come from the theme alone."""

    ALLOW_SELECT = False
    KEEPS_STRIPS: ClassVar[bool] = False
    """``render_line`` gives the same strip again for what has not changed, and there is no frame around the lines."""
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--ink",
        "line--quiet",
        "line--faint",
        "line--strong",
        "line--label",
        "line--accent",
        "line--overdue",
        "line--at-risk",
        "line--good",
        "line--bar-customer",
        "line--bar-ours",
        "line--rule",
        "line--cursor",
        "line--note",
        "line--raised",
    }
    DEFAULT_CSS = """
    LineView {
        background: $ground;
        color: $ink;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .line--ink { color: $ink; }
        & > .line--quiet { color: $ink-quiet; }
        & > .line--faint { color: $ink-faint; }
        & > .line--strong { color: $ink; text-style: bold; }
        & > .line--label { color: $ink-quiet; text-style: bold; }
        & > .line--accent { color: $accent; }
        & > .line--overdue { color: $overdue; }
        & > .line--at-risk { color: $at-risk; }
        & > .line--good { color: $good; }
        & > .line--bar-customer { color: $bar-customer; }
        & > .line--bar-ours { color: $bar-ours; }
        & > .line--rule { color: $rule; }
        & > .line--cursor { background: $ground-cursor-idle; }
        & > .line--note { background: $ground-note; }
        & > .line--raised { background: $ground-raised; }
        &:focus > .line--cursor { background: $ground-cursor; }
    }
    """

    def __init__(
        self,
        *,
        signs: Signs = UNICODE,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._signs = signs
        self._styles_of: dict[tuple[str, str], Style] = {}

    @property
    def signs(self) -> Signs:
        """The set of signs in use; setting another repaints."""
        return self._signs

    @signs.setter
    def signs(self, signs: Signs) -> None:
        self._signs = signs
        self.forget_strips()
        self.refresh()

    @property
    def line_width(self) -> int:
        """Cells of one line: the width without the scrollbar."""
        return self.scrollable_content_region.width

    def set_extent(self, lines: int) -> None:
        """How many lines there are to scroll through. Only a scrollbar that comes or goes lays the screen out anew."""
        size = Size(self.line_width, lines)
        if size != self.virtual_size:
            # Assigning would lay out every pane, also those that nobody sees.
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Strips that are kept go out as they are: Textual would lay each into its frame anew."""
        if not self.KEEPS_STRIPS:
            return super().render_lines(crop)
        width = self.region.width  # with the room that a scrollbar has, or may come to have
        blank = self.style_of("", "ink")
        strips = [self.render_line(y).adjust_cell_length(width, blank) for y in crop.line_range]
        _, ground = self.background_colors
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        whole = crop.column_span == (0, width)
        return strips if whole else [strip.crop(*crop.column_span) for strip in strips]

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """A scrollbar is painted again where its thumb has moved: in a long list seldom. A hidden one moves too."""
        bar = self.vertical_scrollbar
        if not self.show_vertical_scrollbar or _thumb(bar, bar.position) == _thumb(bar, new_value):
            bar.set_reactive(ScrollBar.position, new_value)
        super().watch_scroll_y(old_value, new_value)

    def forget_strips(self) -> None:
        """Drop what is cached of painted lines; widgets with more to drop extend it."""
        self._styles_of.clear()

    def reword(self) -> None:
        """The language has changed: what is shown is worded and painted anew."""
        self.forget_strips()
        self.refresh()

    def notify_style_update(self) -> None:
        self.forget_strips()
        super().notify_style_update()

    def style_of(self, ground: str, role: str) -> Style:
        """The colours of a role on a ground."""
        style = self._styles_of.get((ground, role))
        if style is None:
            base = self.get_component_rich_style(f"line--{ground}") if ground else self.rich_style
            style = base + self.get_component_rich_style(f"line--{role}", partial=True)
            self._styles_of[ground, role] = style
        return style

    def paint(self, spans: Iterable[Span], width: int, ground: str = "") -> Strip:
        """One line of exactly ``width`` cells: what doesn't fit is cut, the rest is blank."""
        segments: list[Segment] = []
        room = width
        for text, role in _merged(spans):
            fitting = clip(text, room, self._signs.ellipsis)
            segments.append(Segment(fitting, self.style_of(ground, role)))
            room -= cell_len(fitting)
            if room <= 0:
                break
        if room > 0:
            segments.append(Segment(" " * room, self.style_of(ground, "ink")))
        return Strip(segments, width)

    def scroll_line(self, line: int) -> None:
        """Bring a line to the top at once."""
        self.scroll_to(y=max(0, line), animate=False, force=True)


def _thumb(bar: ScrollBar, position: float) -> int:
    """Where the thumb begins, in eighths of a line, which is as fine as it is painted."""
    lines, shown, size = bar.window_virtual_size, bar.window_size, bar.size.height
    if lines <= shown:
        return 0
    return int((size - max(1.0, shown * size / lines)) * position / (lines - shown) * 8)


def hidden_bindings(**actions: str) -> list[BindingType]:
    """Keys of a widget's own by name, for where no action of the console takes them; they stand in no footer."""
    return [Binding(key, action, show=False) for key, action in actions.items()]


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one role as one span; blanks have no colour and join what is before them: fewer bytes to send."""
    held, held_role = "", "ink"
    for text, role in spans:
        if not held or held.isspace():
            held, held_role = held + text, role
        elif role == held_role or text.isspace():
            held += text
        elif text:
            yield held, held_role
            held, held_role = text, role
    if held:
        yield held, held_role
