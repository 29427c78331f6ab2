"""Who works here."""

from collections.abc import Sequence

from servicedesk.desk.assignment import check_handle
from servicedesk.desk.read import person_view
from servicedesk.desk.views import PersonView
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.roles import Permission, Role
from servicedesk.domain.texts import storable
from servicedesk.store import people as people_rows
from servicedesk.store import streams
from servicedesk.store.tables.people import people as people_table


class People:
    def __init__(self, work: Work) -> None:
        self._work = work

    def all(self) -> tuple[PersonView, ...]:
        with self._work.store.read() as connection:
            teams = people_rows.memberships(connection)
            return tuple(person_view(row, teams.get(row["id"], ())) for row in people_rows.everybody(connection))

    def get(self, handle: str) -> PersonView:
        """A person by handle; raises NotFound."""
        with self._work.store.read() as connection:
            row = people_rows.by_handle(connection, handle)
            if row is None:
                raise NotFound("person", handle)
            return person_view(row, people_rows.memberships(connection).get(row["id"], ()))

    def teams(self) -> tuple[tuple[str, str], ...]:
        """(code, name) of every team."""
        with self._work.store.read() as connection:
            return tuple((row["code"], row["name"]) for row in people_rows.all_teams(connection))

    def add_team(self, code: str, *, name: str | None = None, line: int = 1, skill: str = "") -> tuple[str, str]:
        """Add a team on a support line (1 agents, 2 specialists, 3 supervisors); returns (code, name).

        Raises Invalid, Refused for a code that is taken; admins only.
        """
        self._work.require(Permission.PEOPLE)
        check_handle(code)
        with acting(self._work, "team_added") as context:
            if people_rows.team_by_code(context.connection, code) is not None:
                raise Refused(f"there is a team {code} already", code=code)
            values: dict[str, object] = {"code": code, "name": name or code, "line": line, "skill": skill}
            people_rows.add_team(context.connection, values)
        return code, name or code

    def add(
        self,
        handle: str,
        *,
        name: str | None = None,
        roles: Sequence[str],
        teams: Sequence[str] = (),
        skills: Sequence[str] = (),
        languages: Sequence[str] = (),
        email: str = "",
        signature: str = "",
    ) -> PersonView:
        """Add a person. Raises Invalid, Refused for a handle that is taken; admins only."""
        self._work.require(Permission.PEOPLE)
        name, email, signature = storable(name or handle), storable(email), storable(signature)
        with acting(self._work, "person_added") as context:
            add_person(
                context,
                handle,
                name=name,
                roles=roles,
                teams=teams,
                skills=skills,
                languages=languages,
                email=email,
                signature=signature,
            )
        return self.get(handle)


def add_person(
    context: ActContext,
    handle: str,
    *,
    name: str,
    roles: Sequence[str],
    teams: Sequence[str] = (),
    skills: Sequence[str] = (),
    languages: Sequence[str] = (),
    email: str = "",
    signature: str = "",
) -> int:
    """Write a person with the first event of the stream; returns the id."""
    check_handle(handle)
    if not roles:
        raise Invalid("roles", "a person needs at least one role")
    codes = sorted({str(chosen("roles", Role, role)) for role in roles})
    connection, work = context.connection, context.work
    work.store.lock_name(connection, f"handle:{handle}")
    if people_rows.by_handle(connection, handle) is not None:
        raise Refused(f"there is a {handle} already", handle=handle)
    team_ids = [_team(context, code) for code in teams]
    (person_id,) = work.store.reserve_ids(connection, people_table, 1)
    payload: Payload = {"handle": handle, "roles": [*codes], "teams": [*team_ids]}
    stream = Stream(StreamKind.PERSON, person_id)
    event = chain(stream, 1, EventType.CREATED, context.act_id, work.actor.code, work.via, context.at, payload, "")
    people_rows.add(
        connection,
        {
            "id": person_id,
            "handle": handle,
            "name": name,
            "email": email,
            "roles": " ".join(codes),
            "skills": " ".join(skills),
            "languages": " ".join(languages),
            "signature": signature,
            "active": True,
            "created_at": context.at,
            "version": 1,
            "head": event.hash,
        },
    )
    people_rows.set_teams(connection, person_id, team_ids)
    streams.append(connection, [event])
    return person_id


def _team(context: ActContext, code: str) -> int:
    team = people_rows.team_by_code(context.connection, code)
    if team is None:
        raise NotFound("team", code)
    return int(team["id"])
