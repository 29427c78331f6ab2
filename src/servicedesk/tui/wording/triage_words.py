"""A proposal in one line, with its reasons. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from servicedesk.domain.triage import Reason
from servicedesk.i18n import _
from servicedesk.tui.wording import present
from servicedesk.tui.wording.answer_words import nature_name
from servicedesk.tui.wording.joined import commas, semicolons
from servicedesk.tui.wording.languages import language_name

if TYPE_CHECKING:
    from servicedesk.desk.triage import Proposal


def proposal_label(proposal: "Proposal", me: str | None, names: Mapping[str, str]) -> str:
    """``complaint, high, to Ana Lima``."""
    parts = [present.kind_name(proposal.kind), present.priority_name(proposal.priority)]
    if "holder" in proposal.changes and proposal.holder is not None:
        who = _("me") if proposal.holder == me else names.get(proposal.holder, proposal.holder)
        parts.append(_("to {who}").format(who=who))
    return commas(parts)


def proposal_reasons(proposal: "Proposal", me: str | None) -> str:
    """``'broken', 'refund'; vip; product quality; Ana has 3 open, writes en``."""
    parts = [commas(f"‘{word}’" for word in proposal.words)] if proposal.words else []
    parts += [_priority_reason(reason) for reason in proposal.reasons]
    if "nature" in proposal.changes and proposal.nature is not None:
        parts.append(nature_name(proposal.nature))
    if "holder" in proposal.changes and proposal.holder_name is not None:
        parts.append(_holder_reasons(proposal, me))
    return semicolons(dict.fromkeys(part for part in parts if part))


def _priority_reason(reason: Reason) -> str:
    match reason.code:
        case "severity":
            return _("severity {n}").format(n=reason.value)
        case "member":
            return present.tier_name(reason.value)
        case "pressing":
            return _("it presses")
        case "trifling":
            return _("thanks or advertising")
        case "nature":
            return nature_name(reason.value)
    return reason.value


def _holder_reasons(proposal: "Proposal", me: str | None) -> str:
    """``Ana has 3 open, writes English, had this customer last``."""
    told = {reason.code: reason.value for reason in proposal.holder_reasons}
    mine = proposal.holder == me
    first = (proposal.holder_name or "").split()[0] if proposal.holder_name else ""
    load = told.get("load", "0")
    parts = [_("you have {n} open").format(n=load) if mine else _("{who} has {n} open").format(who=first, n=load)]
    if "language" in told:
        parts.append(_("writes {language}").format(language=language_name(told["language"])))
    if "skill" in told:
        parts.append(_("knows {skill}").format(skill=told["skill"]))
    if "knows" in told:
        parts.append(_("had this customer last"))
    return commas(parts)
