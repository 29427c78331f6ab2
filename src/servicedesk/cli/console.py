"""``servicedesk`` alone: the console, where there is a terminal for it."""

import gc
import sys
from dataclasses import replace

from servicedesk.cli.options import Options
from servicedesk.cli.parser import CommandParser
from servicedesk.i18n import _, use_language
from servicedesk.settings import Settings


def open_console(parser: CommandParser, options: Options, settings: Settings) -> int:
    """Run the console until it is left; its exit code. Broken settings come along and are told on the screen."""
    if options.json or options.csv:
        parser.error(_("--json and --csv need a command; servicedesk --help lists them"))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        parser.error(_("the console needs a terminal; without one use a command, such as: servicedesk queue list"))
    # Thousands of objects are made while modules load and none can go: collecting waits for the first paint.
    gc.disable()
    from servicedesk.cli.store_place import store_place
    from servicedesk.tui.app import run_console

    use_language(options.language)
    chosen = replace(settings, language=options.language, timezone=options.timezone)
    return run_console(store_place(options), options.handle, chosen)
