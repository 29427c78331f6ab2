"""Answers that come in many at a time: what is wrong is left out and named, what is the same is left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced

from servicedesk.answers.answer import Answer
from servicedesk.answers.including import included
from servicedesk.answers.soundness import Fault
from servicedesk.desk.answers import keeping
from servicedesk.desk.answers.keeping import Key, Wish, stored
from servicedesk.desk.answers.owners import Owners
from servicedesk.desk.answers.views import AnswerProblem, Taken
from servicedesk.desk.read import Row
from servicedesk.store import answers
from servicedesk.store.database import Connection


@dataclass(slots=True)
class Seen:
    """What has come in already, over all batches: each answer once, and what each includes."""

    keys: set[Key] = field(default_factory=set)
    includes: dict[str, list[str]] = field(default_factory=dict)


class ComingIn:
    """One batch, under the lock. ``known_owners``: those there can be."""

    def __init__(
        self, connection: Connection, owners: Owners, known_owners: frozenset[str], seen: Seen, *, replace: bool
    ) -> None:
        self._connection = connection
        self._owners = owners
        self._known_owners = known_owners
        self._seen = seen
        self._replace = replace

    def sorted_out(self, new: Sequence[Answer]) -> tuple[list[Wish], Taken]:
        """What is to be written, and what is to be said about all of them."""
        tidy = [keeping.tidied(answer) for answer in new]
        rows = {_key(row): row for row in answers.with_codes(self._connection, (one.code.upper() for one in tidy))}
        examples = answers.examples_of(self._connection, [row["id"] for row in rows.values()])
        self._note_includes([*filter(None, map(stored, rows.values())), *tidy])
        wishes: list[Wish] = []
        problems: list[AnswerProblem] = []
        unchanged = 0
        for answer in tidy:
            row = rows.get(keeping.key_of(answer))
            fault = self._fault(answer)
            if fault is not None:
                problems.append(AnswerProblem(answer.code, answer.language, fault.field, fault.reason))
                continue
            self._seen.keys.add(keeping.key_of(answer))
            if row is not None and (not self._replace or _is_same(answer, row, examples)):
                unchanged += 1
            else:
                wishes.append(Wish(answer, row))
        changed = sum(wish.row is not None for wish in wishes)
        return wishes, Taken(len(wishes) - changed, changed, unchanged, tuple(problems))

    def _note_includes(self, found: Sequence[Answer]) -> None:
        """What these include, what that includes in the store, and so on: a circle may lead through it."""
        known = self._seen.includes
        while found:
            for answer in found:
                known.setdefault(answer.code.upper(), []).extend(included(answer))
            named = {code for answer in found for code in included(answer)}
            rows = answers.with_codes(self._connection, named - known.keys())
            found = [other for row in rows if (other := stored(row)) is not None]

    def _fault(self, answer: Answer) -> Fault | None:
        """Why an answer can't be taken, if it can't."""
        fault = next(keeping.all_faults(answer, lambda code: self._seen.includes.get(code, ())), None)
        if fault is not None:
            return fault
        if answer.owner not in self._known_owners:
            return Fault("owner", f"there is no {answer.owner}")
        if not self._owners.may_write(answer.owner):
            return Fault("owner", f"{self._owners.handle} may not write answers of {answer.owner or 'everybody'}")
        if keeping.key_of(answer) in self._seen.keys:
            return Fault("code", f"{answer.code} is there twice; the first one stands")
        return None


def _is_same(answer: Answer, row: Row, examples: Mapping[int, Sequence[str]]) -> bool:
    """Whether a known answer says the same, examples and all, and is in use."""
    before = stored(row)
    if before is None or row["retired_at"] is not None:
        return False
    mine = tuple(examples.get(row["id"], ()))
    return replaced(before, number=0, version=1, examples=mine) == replaced(answer, number=0, version=1)


def _key(row: Row) -> Key:
    return row["code"], row["language"], row["owner"]
