"""Why an answer is offered, in words."""

from servicedesk.answers.answer import Offer, Reason
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.languages import language_name

SHOWN = 3
"""Reasons of one answer at most."""


def reasons(offer: Offer) -> str:
    """``they say “broken”, delivery, decided``; empty where it just lies there."""
    told = [words for reason in offer.why if (words := _reason(reason))]
    return commas(dict.fromkeys(told[:SHOWN]))


def _reason(reason: Reason) -> str:
    detail = clean(reason.detail)
    match reason.what:
        case "word":
            return _("they say “{word}”").format(word=detail)
        case "kind":
            return present.kind_name(reason.detail)
        case "nature":
            return nature_name(reason.detail)
        case "stage":
            return present.stage_name(reason.detail)
        case "near":
            return _("like “{word}”").format(word=detail)
        case "text":
            return _("“{word}” in the text").format(word=detail)
        case "pinyin":
            return _("pinyin “{word}”").format(word=detail)
        case "parcel":
            return _("its parcel")
        case "lifecycle":
            return _("product: {stage}").format(stage=present.lifecycle_name(reason.detail))
        case "learnt":
            return _("usually answered so")
        case "uses":
            return _used(detail)
        case "satisfied":
            return _("{share} satisfied").format(share=detail)
        case "reopened":
            return _("{share} opened again").format(share=detail)
        case "other_language":
            return _("in {language}").format(language=language_name(reason.detail))
    return ""


def _used(times: str) -> str:
    n = int(times) if times.isdecimal() else 0
    return ngettext("{n} use", "{n} uses", n).format(n=n) if n else ""


def nature_name(nature: str) -> str:
    """What a complaint is about."""
    names = {
        "product_quality": _("product quality"),
        "delivery": _("delivery"),
        "service_attitude": _("service attitude"),
        "billing": _("billing"),
        "privacy": _("privacy"),
        "other": _("other"),
    }
    return names.get(nature, clean(nature))
