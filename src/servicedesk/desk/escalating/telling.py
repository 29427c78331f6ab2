"""What was tried and what is asked for, in words that its readers understand: a draft that people edit."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, tzinfo

from servicedesk.domain.escalating.addressing import To, Wish, Worker
from servicedesk.domain.escalating.evidence import Tried
from servicedesk.domain.escalating.proposing import Because
from servicedesk.domain.workflows.states import Escalation
from servicedesk.i18n import _, in_source, language_in_use, ngettext


def words_for(readers: Iterable[Worker]) -> AbstractContextManager[None]:
    """Texts within are in the interface's language, or in English where one of the readers doesn't know that."""
    language = language_in_use().partition("_")[0]
    known = all(language in who.languages for who in readers if who.languages)
    return nullcontext() if known else in_source()


def evidence(found: Iterable[Tried], zone: tzinfo, codes: Mapping[str, str]) -> str:
    """The evidence as lines of text. ``codes``: those of canned answers, by their numbers."""
    return "\n".join(_line(one, zone, codes) for one in found)


def _line(one: Tried, zone: tzinfo, codes: Mapping[str, str]) -> str:
    at = "" if one.at is None else _moment(one.at, zone)
    match one.code:
        case "waits":
            return _("The customer has waited since {at}.").format(at=at)
        case "breached":
            return _("Late since {at}: {clock}.").format(at=at, clock=_clock(one.about))
        case "replied":
            text = ngettext("Answered once, on {at}.", "Answered {n} times, last on {at}.", one.count)
            return text.format(n=one.count, at=at)
        case "spoke":
            text = ngettext("Spoke on the phone on {at}.", "Spoke on the phone {n} times, last on {at}.", one.count)
            return text.format(n=one.count, at=at)
        case "voicemail":
            text = ngettext("Left a voicemail on {at}.", "Left {n} voicemails, the last on {at}.", one.count)
            return text.format(n=one.count, at=at)
        case "answers":
            named = ", ".join(codes.get(number, number) for number in one.about.split(","))
            return _("Sent: {answers}.").format(answers=named)
        case "asked":
            return _("Asked the {side}, last on {at}.").format(side=_side(one.about), at=at)
        case "promised":
            return _("Promised to the customer until {at}.").format(at=at)
        case "promise_broken":
            text = ngettext("A promise was broken.", "{n} promises were broken.", one.count)
            return text.format(n=one.count)
        case "return":
            return _("A return is {stage}.").format(stage=_stage(one.about))
        case "reopened":
            text = ngettext("Opened again on {at}.", "Opened again {n} times, last on {at}.", one.count)
            return text.format(n=one.count, at=at)
        case "escalated":
            return _("Escalated on {at}: {state}.").format(at=at, state=_state(one.about))
        case _:
            return _("Nothing was tried yet.")


def not_accepted(one: Escalation, zone: tzinfo) -> str:
    """Why an escalation is raised further."""
    by = one.accept_by or one.opened_at
    return _("Nobody accepted it by {at}.").format(at=_moment(by, zone))


def _moment(at: datetime, zone: tzinfo) -> str:
    """``2026-11-10 09:36 CET``: the text is stored, and read in other zones too."""
    local = at.astimezone(zone)
    name = local.strftime("%Z")
    return f"{local:%Y-%m-%d %H:%M} {name if name.isalpha() else f'UTC{local:%z}'}"


def wanted(to: Wish, because: Because) -> str:
    """A sentence for what is asked for, where nobody has said it better."""
    match because.code:
        case "severity":
            return _("Please decide at once what is done: somebody may be hurt.")
        case "vip":
            return _("Please take over this customer and decide what we offer.")
        case "beyond":
            return _("Please decide on what is beyond my limit.")
        case "dissatisfied":
            return _("The customer did not accept our decision. Please decide what else we offer.")
        case "hand_over":
            return _("This has been passed on before. Please decide who settles it.")
        case "contacts":
            return _("The customer keeps coming back. Please decide how we settle it.")
        case _:
            return _wanted_of(to)


def _wanted_of(to: Wish) -> str:
    match to.to, to.name:
        case To.SKILL, "logistics":
            return _("Please find out where the parcel is and what we can promise.")
        case To.SKILL, "billing":
            return _("Please check the payment and say what the customer gets.")
        case To.SKILL, "quality":
            return _("Please say whether this is a fault of the product, and what we offer.")
        case To.SUPERVISOR, _name:
            return _("Please decide how this goes on.")
        case _:
            return _("Please have a look and say how this goes on.")


def _clock(clock: str) -> str:
    match clock:
        case "first_response":
            return _("first response")
        case "next_response":
            return _("next response")
        case _:
            return _("resolution")


def _side(side: str) -> str:
    match side:
        case "carrier":
            return _("carrier")
        case "warehouse":
            return _("warehouse")
        case _:
            return _("vendor")


def _stage(stage: str) -> str:
    words = {
        "requested": _("requested"),
        "approved": _("approved"),
        "declined": _("declined"),
        "in_transit": _("on its way"),
        "received": _("received"),
        "inspected": _("inspected"),
        "completed": _("completed"),
        "cancelled": _("cancelled"),
    }
    return words.get(stage, stage)


def _state(state: str) -> str:
    words = {
        "open": _("waits to be accepted"),
        "accepted": _("accepted"),
        "declined": _("declined"),
        "handed_back": _("handed back"),
        "withdrawn": _("withdrawn"),
        "completed": _("completed"),
    }
    return words.get(state, state)
