"""The one registry of what the console can do. Bindings, footer, help, palette, ``keys`` and the docs read it.

Nothing here imports Textual, so that the command line can print the keys.
"""

from servicedesk.tui.actions.action import Action, Group, Scope, group_title
from servicedesk.tui.actions.answering import answering
from servicedesk.tui.actions.composing import composing
from servicedesk.tui.actions.console import console
from servicedesk.tui.actions.finding import finding
from servicedesk.tui.actions.handling import handling
from servicedesk.tui.actions.moving import moving
from servicedesk.tui.actions.overseeing import overseeing
from servicedesk.tui.actions.shifting import shifting
from servicedesk.tui.actions.workflows import workflows

__all__ = ["Action", "Group", "Scope", "group_title", "registry"]


def registry() -> tuple[Action, ...]:
    """Every action, worded in the language in use."""
    return (
        *answering(),
        *handling(),
        *workflows(),
        *finding(),
        *shifting(),
        *overseeing(),
        *moving(),
        *console(),
        *composing(),
    )
