"""A message that came while the agent writes: one line above the composer."""

from textual.content import Content
from textual.widget import Widget

from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip


class News(Widget):
    """``! Mara wrote 14:20: Any news?``; not there without a text."""

    DEFAULT_CSS = """
    News { height: 1; display: none; background: $ground-raised; }
    News.-shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def show(self, text: str) -> None:
        """Paint a sentence; empty: nothing."""
        if text != self.text:
            self.text = text
            self.set_class(bool(text), "-shown")
            self.refresh()

    def render(self) -> Content:
        text = clip(clean(self.text), max(0, self.size.width - 4))
        return Content.assemble(" ", ("! ", "$overdue bold"), (text, "$ink bold"))
