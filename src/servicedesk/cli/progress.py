"""Progress of long work: to stderr, and only where somebody watches it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int | None], None]


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """Hands out a function of (done, total or None) that paints a line on the terminal, or does nothing."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        Task,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Done(ProgressColumn):
        """How many are done; how many there are is often an estimate, so its share stands beside instead."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.fields['done']:,}")

    class Rate(ProgressColumn):
        """How many a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.fields['done'] / task.elapsed:,.0f}/s" if task.elapsed else "")

    share = TaskProgressColumn("{task.percentage:>3.0f} %", text_format_no_percentage="")
    columns = (TextColumn(title, markup=False), BarColumn(), share, Done(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, done=0)

        def report(done: int, total: int | None) -> None:
            # Of one, always: rich forgets its speed where the total changes, as an estimate does.
            bar.update(task, completed=done / total if total else 0, total=1 if total else None, done=done)

        yield report


def _silent(done: int, total: int | None) -> None:
    """Nobody watches."""
