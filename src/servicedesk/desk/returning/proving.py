"""What ``verify`` looks at in returns."""

from collections.abc import Iterator, Mapping

from servicedesk.desk.read import Row
from servicedesk.domain.rma_replay import RmaState
from servicedesk.store.returns import line_values, rma_values, tracking_of


def rma_problems(
    state: RmaState, row: Row, lines: Mapping[int, Row], texts: Mapping[int, Mapping[str, str]]
) -> Iterator[str]:
    """Columns of a return and its lines that differ from the replay."""
    for name, value in rma_values(state).items():
        if row[name] != value:
            yield f"{name} is {row[name]!s}, replay says {value!s}"
    if row["tracking"] != tracking_of(texts, state):
        yield "the tracking number is not the one recorded"
    for number, line in state.lines.items():
        stored = lines.get(number)
        if stored is None:
            yield f"its line {number} is missing"
            continue
        for name, value in line_values(line).items():
            if stored[name] != value:
                yield f"{name} of its line {number} is {stored[name]!s}, replay says {value!s}"
    if len(lines) != len(state.lines):
        yield "it has lines that no event speaks of"
