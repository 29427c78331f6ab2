"""The least a Textual program can be: one line of text. Starting it is what starting costs at best."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class MinimalApp(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("READY")


if __name__ == "__main__":
    MinimalApp().run()
