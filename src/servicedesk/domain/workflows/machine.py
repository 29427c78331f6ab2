"""A state machine as a table: the one place that says which move leads where, read by rules, screens and docs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servicedesk.domain.errors import IllegalMove


@dataclass(frozen=True, slots=True)
class Move:
    """``name`` takes ``source`` to ``target``. In words: who may (``by``), and what it can't do without (``needs``)."""

    source: str
    name: str
    target: str
    by: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """``what`` names the thing in errors; ``starts`` are the states it may begin in; ``meanings`` has every state.

    A move's name and source decide its target. States without a move out of them are final.
    """

    what: str
    starts: Sequence[str]
    meanings: dict[str, str]
    moves: Sequence[Move]

    def from_state(self, state: str) -> Iterator[Move]:
        return (move for move in self.moves if move.source == state)

    def legal(self, state: str) -> tuple[str, ...]:
        """The names of the moves out of a state, in the table's order."""
        return tuple(move.name for move in self.from_state(state))

    def next_states(self, state: str) -> tuple[str, ...]:
        """The states that a move leads to, each once, in the table's order."""
        return tuple(dict.fromkeys(move.target for move in self.from_state(state)))

    def after(self, state: str, name: str) -> str:
        """Where a move leads; raises IllegalMove with the legal ones."""
        for move in self.from_state(state):
            if move.name == name:
                return move.target
        raise IllegalMove(self.what, state, name, self.legal(state))

    def is_final(self, state: str) -> bool:
        return not any(self.from_state(state))

    @property
    def finals(self) -> frozenset[str]:
        return frozenset(state for state in self.meanings if self.is_final(state))
