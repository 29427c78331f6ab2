"""Keeping canned answers: written, taken in from files, retired, brought back; every version stays."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from servicedesk.answers.answer import Answer, Past
from servicedesk.answers.content import answer_from, content_of
from servicedesk.answers.including import included
from servicedesk.answers.soundness import Fault
from servicedesk.desk.answers import keeping
from servicedesk.desk.answers.keeping import Wish, stored
from servicedesk.desk.answers.outcomes import outcomes
from servicedesk.desk.answers.owners import PERSON, TEAM, Owners, owners_for
from servicedesk.desk.answers.taking import ComingIn, Seen
from servicedesk.desk.answers.views import AnswerVersion, AnswerView, Taken
from servicedesk.desk.read import Row
from servicedesk.desk.work import ActContext, Work
from servicedesk.domain.errors import Invalid, NotFound, Refused, StaleAnswer
from servicedesk.store import answers, people
from servicedesk.store.database import Connection

BATCH = 500
"""Answers that come in together in one transaction."""
_NOTHING = Past()


class Editing:
    def __init__(self, work: Work) -> None:
        self._work = work

    def all(self, *, retired: bool = False) -> tuple[AnswerView, ...]:
        """The answers one sees, by code and language: those in use, or those ``retired``. Broken rows are left out."""
        with self._work.store.read() as connection:
            owners = owners_for(self._work, connection)
            rows = answers.owned_by(connection, owners.seen, retired=retired)
            examples = answers.examples_of(connection, [row["id"] for row in rows])
            past = outcomes(connection, self._work.clock.now())
        views = [_view(row, owners, examples, past) for row in rows]
        return tuple(sorted((view for view in views if view is not None), key=_place))

    def get(self, number: int) -> AnswerView:
        """One answer by its number; raises NotFound, also for one that isn't one's to see."""
        with self._work.store.read() as connection:
            return self._one(connection, number)

    def pair(self, code: str) -> tuple[Answer, ...]:
        """The same answer in each of its languages, as one sees it: one's own before the team's, then the shared."""
        with self._work.store.read() as connection:
            owners = owners_for(self._work, connection)
            place = {owner: at for at, owner in enumerate(owners.seen)}
            rows = [row for row in answers.with_codes(connection, [code.upper()]) if row["retired_at"] is None]
        seen = sorted((row for row in rows if row["owner"] in place), key=lambda row: place[row["owner"]])
        found = {answer.language: answer for row in seen if (answer := stored(row)) is not None}
        return tuple(found[language] for language in sorted(found))

    def examples(self, number: int) -> tuple[str, ...]:
        """The messages that came with an answer as examples; raises NotFound."""
        return self.get(number).answer.examples

    def save(self, answer: Answer, *, version: int | None = None) -> AnswerView:
        """Write an answer; ``number`` 0 is a new one. ``version``: the one the caller saw (None: not checked).

        Raises Invalid naming the field, StaleAnswer, Forbidden, NotFound. One that says the same stays as it is.
        """
        wanted = keeping.tidied(answer)
        with self._writing() as (context, owners):
            row = self._row(context.connection, owners, answer.number) if answer.number else None
            owners.check(wanted.owner)
            if row is not None:
                owners.check(row["owner"])
                _check_version(row, version)
            self._check(context.connection, owners, wanted)
            self._check_free(context.connection, wanted)
            if row is not None and self._says_the_same(context.connection, row, wanted):
                return self._one(context.connection, answer.number)
            retired = row is not None and row["retired_at"] is not None
            (number,) = keeping.write(context, [Wish(wanted, row, retired)])
            return self._one(context.connection, number)

    def retire(self, number: int, *, version: int | None = None) -> AnswerView:
        """Take an answer out of use. It stays in the store, with its versions and uses."""
        return self._set_retired(number, True, version)

    def bring_back(self, number: int, *, version: int | None = None) -> AnswerView:
        """Use a retired answer again."""
        return self._set_retired(number, False, version)

    def history(self, number: int) -> tuple[AnswerVersion, ...]:
        """What an answer said, the newest version first; raises NotFound."""
        with self._work.store.read() as connection:
            self._row(connection, owners_for(self._work, connection), number)
            rows = answers.versions(connection, number)
        return tuple(version for row in rows if (version := _version(row)) is not None)

    def restore(self, number: int, version: int) -> AnswerView:
        """Let an answer say again what it said in a version, as a new version. Raises NotFound, Forbidden, Invalid."""
        found = next((one for one in self.history(number) if one.version == version), None)
        if found is None:
            raise NotFound("version", version)
        kept = self.get(number).answer
        return self.save(replace(found.answer, version=kept.version, examples=kept.examples), version=kept.version)

    def take(self, new: Sequence[Answer], *, replace: bool = True, dry_run: bool = False) -> Taken:
        """Take answers in from elsewhere, 500 a transaction. What is wrong is named, the rest goes in.

        One with the code, language and owner of a known one gets a new version, unless it says the same;
        with ``replace`` False known ones stay as they are. ``dry_run``: nothing is written.
        """
        taken = Taken(0, 0, 0)
        seen = Seen()
        for start in range(0, len(new), BATCH):
            with self._writing() as (context, owners):
                coming = ComingIn(context.connection, owners, _names(context.connection), seen, replace=replace)
                wishes, part = coming.sorted_out(new[start : start + BATCH])
                if not dry_run:
                    keeping.write(context, wishes)
                taken += part
        return taken

    @contextmanager
    def _writing(self) -> Iterator[tuple[ActContext, Owners]]:
        """One change of answers: it stands in no ticket's history, and no undo takes it back: ``restore`` does."""
        with self._work.store.transaction(aside=True) as connection:
            at = self._work.clock.now()
            context = ActContext(self._work, connection, self._work.new_act_id(at), "answers", at)
            keeping.lock(context)
            yield context, owners_for(self._work, connection)

    def _set_retired(self, number: int, retired: bool, version: int | None) -> AnswerView:
        with self._writing() as (context, owners):
            row = self._row(context.connection, owners, number)
            owners.check(row["owner"])
            _check_version(row, version)
            answer = stored(row)
            if answer is None:
                raise Refused(f"answer {number} can't be read", answer=number)
            if retired == (row["retired_at"] is not None):
                raise Refused(f"{answer.code} is {'retired' if retired else 'in use'} already", answer=number)
            examples = tuple(answers.examples_of(context.connection, [number]).get(number, ()))
            keeping.write(context, [Wish(replace(answer, examples=examples), row, retired)])
            return self._one(context.connection, number)

    def _one(self, connection: Connection, number: int) -> AnswerView:
        owners = owners_for(self._work, connection)
        row = self._row(connection, owners, number)
        past = outcomes(connection, self._work.clock.now(), number)
        view = _view(row, owners, answers.examples_of(connection, [number]), past)
        if view is None:
            raise NotFound("answer", number)
        return view

    def _row(self, connection: Connection, owners: Owners, number: int) -> Row:
        row = answers.get(connection, number)
        if row is None or (row["owner"] not in owners.seen and not owners.may_write(row["owner"])):
            raise NotFound("answer", number)
        return row

    def _check(self, connection: Connection, owners: Owners, answer: Answer) -> None:
        """Raise Invalid for the first thing that is wrong."""

        def includes(code: str) -> Sequence[str]:
            rows = [row for row in answers.with_codes(connection, [code]) if row["owner"] in owners.seen]
            return [other for row in rows if (found := stored(row)) is not None for other in included(found)]

        for fault in (*keeping.all_faults(answer, includes), *_owner_faults(answer, _names(connection))):
            raise Invalid(fault.field, fault.reason)

    def _check_free(self, connection: Connection, answer: Answer) -> None:
        for row in answers.with_codes(connection, [answer.code.upper()]):
            if (row["code"], row["language"], row["owner"]) == keeping.key_of(answer) and row["id"] != answer.number:
                taken = "a retired answer has this code" if row["retired_at"] else "there is such an answer already"
                raise Invalid("code", f"{taken}: {answer.code} ({answer.language})")

    def _says_the_same(self, connection: Connection, row: Row, answer: Answer) -> bool:
        examples = answers.examples_of(connection, [row["id"]]).get(row["id"], [])
        return row["content"] == content_of(answer) and examples == [*answer.examples]


def _check_version(row: Row, version: int | None) -> None:
    if version is not None and version != row["version"]:
        raise StaleAnswer(row["code"], version, row["version"])


def _names(connection: Connection) -> frozenset[str]:
    """The owners there can be."""
    teams = (f"{TEAM}{row['code']}" for row in people.all_teams(connection))
    return frozenset({"", *teams, *(f"{PERSON}{row['handle']}" for row in people.everybody(connection))})


def _owner_faults(answer: Answer, names: frozenset[str]) -> Iterator[Fault]:
    if answer.owner not in names:
        yield Fault("owner", f"there is no {answer.owner}")


def _view(
    row: Row, owners: Owners, examples: Mapping[int, Sequence[str]], past: Mapping[int, Past]
) -> AnswerView | None:
    answer = stored(row)
    if answer is None:
        return None
    became = past.get(answer.number, _NOTHING)
    return AnswerView(
        answer=replace(answer, examples=tuple(examples.get(answer.number, ()))),
        changed_at=row["changed_at"],
        changed_by=row["handle"] or "",
        uses=became.uses,
        settled=became.settled,
        reopened=became.reopened,
        retired=row["retired_at"] is not None,
        mine=owners.may_write(row["owner"]),
    )


def _place(view: AnswerView) -> tuple[str, str, str]:
    return view.answer.code, view.answer.language, view.answer.owner


def _version(row: Row) -> AnswerVersion | None:
    try:
        answer = answer_from(row["content"], number=row["answer_id"], version=row["version"])
    except ValueError:
        return None
    return AnswerVersion(row["version"], answer, row["changed_at"], row["handle"] or "", row["retired"])
