"""What the send gate found, in words."""

from servicedesk.domain.gate.findings import Finding
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording.languages import language_name
from servicedesk.tui.wording.present import money


def what_is_wrong(finding: Finding) -> str:
    """Why a place stops the reply; for what has to be mended, what to do."""
    match finding.code:
        case "empty":
            return _("there is nothing in it")
        case "placeholder_left":
            return _("write what belongs here")
        case "blank_left":
            return _("fill this blank in")
        case "card_number":
            return _("a card number: take it out")
        case "password":
            return _("tells a password")
        case "other_order":
            return _("another customer's order")
        case "other_customer":
            return _("not this customer's name")
        case "language":
            return _("this customer writes {language}").format(language=_language(finding))
        case "refund_limit":
            return _("above your limit of {limit}").format(limit=_money(finding, "limit"))
        case "refund_paid":
            return _("more than the {paid} that were paid").format(paid=_money(finding, "paid"))
    return finding.code


def _money(finding: Finding, name: str) -> str:
    """An amount of the details; what isn't one shows as nothing."""
    minor = finding.details.get(name, "")
    return money(int(minor), finding.details.get("currency", "")) if minor.isdecimal() else "?"


def _language(finding: Finding) -> str:
    return clean(language_name(finding.details.get("customer")))


def excerpt_of(finding: Finding) -> str:
    """The place itself, on one line."""
    return clean(" ".join(finding.excerpt.split()))


def told_finding(finding: Finding) -> str:
    """``line 2: [[date]]: fill this blank in``."""
    return _("line {line}: {excerpt}: {what}").format(
        line=finding.line, excerpt=excerpt_of(finding), what=what_is_wrong(finding)
    )
