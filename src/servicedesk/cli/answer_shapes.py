"""The JSON shapes of ``servicedesk answers``. Pure; scripts hold on to every key."""

from servicedesk.answers.answer import Answer, Offer
from servicedesk.answers.linting import Flaw
from servicedesk.cli.shapes import instant
from servicedesk.desk.answers.views import AnswerVersion, AnswerView
from servicedesk.domain.events import Json


def offer_object(offer: Offer) -> dict[str, Json]:
    """An answer that is offered, as ``answers find`` and ``answers suggest`` give it."""
    answer = offer.answer
    return {
        "id": answer.id,
        "code": answer.code,
        "title": answer.title,
        "language": answer.language,
        "score": offer.score,
        "why": [*reasons(offer)],
    }


def reasons(offer: Offer) -> list[str]:
    return [f"{reason.what}: {reason.detail}" if reason.detail else reason.what for reason in offer.why]


def view_object(view: AnswerView) -> dict[str, Json]:
    """An answer as ``answers list`` gives it: without its text and examples."""
    answer = view.answer
    return {
        "id": answer.id,
        "code": answer.code,
        "language": answer.language,
        "title": answer.title,
        "folder": answer.folder,
        "owner": answer.owner,
        "version": answer.version,
        "kinds": [*sorted(answer.kinds)],
        "stages": [*sorted(answer.stages)],
        "natures": [*sorted(answer.natures)],
        "lifecycle": [*sorted(answer.lifecycle)],
        "parcels": [*sorted(answer.parcels)],
        "actions": [{str(action.what): action.value} for action in answer.actions],
        "uses": view.uses,
        "settled": view.settled,
        "reopened": view.reopened,
        "retired": view.retired,
        "mine": view.mine,
        "changed_at": instant(view.changed_at),
        "changed_by": view.changed_by or None,
    }


def answer_object(view: AnswerView, filled: str | None = None) -> dict[str, Json]:
    """An answer as ``answers show`` gives it; ``filled``: its text for a ticket."""
    answer = view.answer
    return {
        **view_object(view),
        "words": [*answer.words],
        "body": answer.body,
        "examples": [*answer.examples],
        "filled": filled,
    }


def version_object(version: AnswerVersion) -> dict[str, Json]:
    return {
        "version": version.version,
        "title": version.answer.title,
        "body": version.answer.body,
        "retired": version.retired,
        "changed_at": instant(version.changed_at),
        "changed_by": version.changed_by or None,
    }


def changed_object(answer: Answer) -> dict[str, Json]:
    """What an act on an answer tells of it."""
    return {"code": answer.code, "language": answer.language, "owner": answer.owner, "version": answer.version}


def flaw_object(flaw: Flaw) -> dict[str, Json]:
    return {
        "severity": str(flaw.severity),
        "what": flaw.what,
        "code": flaw.answer.code,
        "language": flaw.answer.language,
        "owner": flaw.answer.owner,
        "field": flaw.field,
        "detail": flaw.detail or None,
    }
