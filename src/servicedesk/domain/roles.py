"""Who may do what (DOMAIN, section 9). Checked in the use cases, never in a screen."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from servicedesk.domain.errors import Forbidden


class Role(StrEnum):
    TRAINEE = "trainee"
    AGENT = "agent"
    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ADMIN = "admin"


class Permission(StrEnum):
    """An act, worded so that "X may not …" reads well."""

    READ = "read tickets"
    WORK = "work on tickets"
    DRAFT = "draft answers"
    REASSIGN = "assign tickets to others"
    IMPORT = "import tickets"
    PEOPLE = "manage people"
    VERIFY = "verify the store"
    POLICIES = "set the policies"
    FLOOR = "see the floor"
    REVIEW = "review breaches"
    ANSWERS = "change answers that are everybody's"
    BACKUP = "back up or restore the store"


_WORKERS = (Role.AGENT, Role.SPECIALIST, Role.SUPERVISOR)

GRANTS: Final = MappingProxyType(
    {
        Permission.READ: (Role.TRAINEE, Role.TRAINER, *_WORKERS),
        Permission.WORK: _WORKERS,
        Permission.DRAFT: (Role.TRAINEE, *_WORKERS),
        Permission.REASSIGN: _WORKERS,
        Permission.IMPORT: (Role.SUPERVISOR, Role.ADMIN),
        Permission.PEOPLE: (Role.ADMIN,),
        Permission.POLICIES: (Role.SUPERVISOR, Role.ADMIN),
        Permission.FLOOR: (Role.SUPERVISOR,),
        Permission.REVIEW: (Role.SUPERVISOR,),
        Permission.ANSWERS: (Role.SUPERVISOR, Role.TRAINER),
        Permission.VERIFY: (Role.SUPERVISOR, Role.ADMIN),
        Permission.BACKUP: (Role.ADMIN,),
    }
)


def allows(roles: Iterable[Role], permission: Permission) -> bool:
    return any(role in GRANTS[permission] for role in roles)


def require(handle: str, roles: Iterable[Role], permission: Permission) -> None:
    """Raise Forbidden unless one of the roles grants the permission."""
    if not allows(roles, permission):
        raise Forbidden(handle, permission, GRANTS[permission])
