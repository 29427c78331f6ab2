"""How money is granted in English and German."""

import re
from typing import Final

from servicedesk.domain.gate.grant_words import GrantWords


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + ")", re.IGNORECASE)


_REFUND: Final = (
    r"refund(?:s|ed|ing)?\b",
    r"reimburs\w{1,8}",
    r"(?:re)?credit(?:s|ed|ing)?\b(?! cards?\b| notes?\b| rating)",
    r"zur(?:ü|ue)ckerstatt\w{0,6}",
    r"(?:r(?:ü|ue)ck)?erstatt\w{0,6}",
    r"gutschr(?:ift|eib)\w{0,4}",
    r"gutgeschrieben\b",
    r"(?:zur(?:ü|ue)ck)?(?:ü|ue)berweis\w{0,4}",
)
_EXTRA: Final = (
    r"compensat\w{1,6}",
    r"goodwill\b",
    r"gift (?:card|certificate)s?\b",
    r"vouchers?\b",
    r"coupons?\b",
    r"(?:discount|rebate)\b",
    r"gutschein\w{0,4}",
    r"entsch(?:ä|ae)dig\w{0,6}",
    r"kulanz\w{0,10}",
)
_OF: Final = (
    r"(?: (?:you|the|your|another|a further|an extra|full|whole|total|entire"
    r"|ihnen|die|den|ihre[nm]?|volle[nr]?)\b){0,4}"
    r"(?: (?:purchase )?(?:price|amount|sum|value|total|shipping|postage|(?:kauf)?preis|betrag|summe)\b)?"
    r"(?: (?:is|comes to|amounts to|will be|of|for|worth|over|totall?ing|(?:in )?the amount of|in h(?:ö|oe)he von|von"
    r"|(?:ü|ue)ber))?"
)
_PAYERS: Final = r" (?:\w{1,10} ){0,2}(?:refund|reimburs|compensat|pa[yi]|credit)\w{0,6}"
_TO_YOU: Final = r"to your (?:card|paypal|account|bank account)\b"
_WAYS: Final = (
    r"(?:goes|go|comes|come|will (?:go|come|be)|(?:is|are) going|(?:is|are) on (?:its|the|their) way|von uns)"
)
_NOT_GOODS: Final = r"(?! in(?:to)? stock| order| to (?:us|our|the (?:warehouse|shop|sender|carrier))\b)"
_WILL_BE: Final = r"(?:will be|are being|is being|has been|have been|is|are|werden|wird|sind|ist) "
_DONE: Final = (
    r"(?:refunded|reimbursed|credited|returned to your|paid back|transferred"
    r"|(?:zur(?:ü|ue)ck)?erstattet|gutgeschrieben|(?:ü|ue)berwiesen)"
)

_MONTHS: Final = r"(?:jan|feb|m(?:a|ä)r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]{0,7}\.?"
_DAY: Final = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)? ?(?:of )?{_MONTHS}|{_MONTHS} \d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}"
    r"|(?:mon|tues|wednes|thurs|fri)day)\b"
)

WORDS: Final = GrantWords(
    hints=_any(
        *_REFUND,
        *_EXTRA,
        r"back\b",
        r"off\b",
        r"(?:give|pay|offer)\b",
        r"zur(?:ü|ue)ck\b",
        r"rabatt\b",
        _TO_YOU,
    ),
    asks=re.compile(r"\?[.!?;]{0,2}$"),
    supposes=_any(
        r"if\b",
        r"unless\b",
        r"once\b",
        r"when\b",
        r"after\b",
        r"as soon as\b",
        r"or (?:we )?(?:pay|refund|give|send)",
        r"either\b",
        r"can\b",
        r"may\b",
        r"falls\b",
        r"wenn\b",
        r"sobald\b",
        r"oder\b",
    ),
    stops=_any(
        # refused
        r"not(?! later| only)\b",
        r"no(?! later| longer than| problem| matter| charge| cost)\b",
        r"never\b",
        r"without\b",
        r"cannot\b",
        r"\w{2,8}n['’]t\b",
        r"unable\b",
        r"unfortunately\b",
        r"instead of\b",
        r"(?:declin|reject|refus|exceed)\w{0,4}",
        r"up to\b",
        r"at most\b",
        r"nicht(?! nur| sp(?:ä|ae)ter)\b",
        r"kein\w{0,3}\b",
        r"leider\b",
        r"statt\b",
        r"bis zu\b",
        # the customer's words
        r"you(?:['’]ve| have| had)? (?:asked|want|request|claim|demand|wrote|writ|mention|expect)\w{0,4}",
        r"you were (?:told|promised)\b",
        r"(?:your|their|the) (?:request|claim|demand|question|wish)\b",
        r"asked (?:us )?(?:for|about)\b",
        r"request(?:ed)? (?:for|of)\b",
        r"whether\b",
        r"ob\b",
        r"sie (?:haben )?(?:gefordert|verlang|gebeten|erwart|w(?:ü|ue)nsch)\w{0,4}",
        r"ihre (?:anfrage|forderung|bitte)\b",
        # others
        r"(?:DHL|UPS|DPD|GLS|Hermes|FedEx|PayPal|Klarna)" + _PAYERS,
        r"(?<!to )(?:the|your|their) (?:carrier|courier|bank|insur\w{1,4}|manufacturer|seller|marketplace|card issuer)"
        + _PAYERS,
        # their money
        r"(?:your|ihre?) (?:payment|transfer|deposit|zahlung|(?:ü|ue)berweisung)\b",
        r"you (?:used|bought|redeem\w{0,2})\b",
        r"(?:our|unser\w{0,2}) (?:bank )?(?:account|konto)\b",
        r"(?:ü|ue)berweisen sie\b",
        r"(?:invoice|receipt|rechnung|deposit)\b",
        # still to be decided
        r"(?:check|tell (?:us|me)|let (?:us|me) know|see) (?:if|whether)\b",
        r"(?:supervisor|to be approved|has to decide|waits? for)\b",
        r"needs? (?:\w{1,12} ){0,2}approval\b",
        # earlier
        r"(?:was|were|had been) (?:\w{1,12} ){0,2}"
        r"(?:refunded|reimbursed|credited|paid|returned|transferred|sent|made|issued|completed)\b",
        r"wurden?\b[^,]{0,60}(?:erstattet|gutgeschrieben|(?:ü|ue)berwiesen)",
        r"arrived\b",
    ),
    had=_any(
        r"(?:your|ihre?) (?:\S{1,12} ){0,3}(?:gift card|voucher|coupon|gutschein|gutschrift)s?\b",
        rf"(?:on|from|of|dated|vom|am) (?:the )?{_DAY}",
    ),
    coming=_any(
        r"(?:will|shall|going|attached|here is|here['’]s|wird|werden|anbei|on (?:its|the|their) way)\b",
        r"(?:i|we|you|it)['’]ll\b",
    ),
    before=_any(
        *(pattern + _OF for pattern in (*_REFUND, *_EXTRA)),
        r"(?:give|giv|pay|offer|send|transfer)(?:ing)? (?:you|it)"
        r"(?: back)?(?: (?:another|a further|an extra|the))?(?= ?$)",
        r"pay(?:ing)? back(?: the)?(?= ?$)",
    ),
    price=_any(
        r"costs?\b",
        r"(?:purchase )?price[ds]?\b",
        r"(?:sub)?total(?:s|led|ling|ing)?\b",
        r"pa(?:id|y|ys|yment|yments)\b",
        r"charg\w{1,4}",
        r"fees?\b",
        r"invoice\w?\b",
        r"worth\b",
        r"value[ds]?\b",
        r"orders? (?:of|over|above|from|for)\b",
        r"purchases?\b",
        r"deduct\w{0,4}",
        r"(?:minus|less|least|above|minimum|threshold|limit|deposit|balance|due|owe|insured)\b",
        r"more than\b",
        r"(?:kostet|kosten|preis\w{0,3}|gesamt\w{0,8}|bezahlt\w{0,2}|gezahlt|zahlung|rechnung\w{0,8}|mindestens|ab)\b",
        r"(?:geb(?:ü|ue)hr\w{0,2}|abz(?:ü|ue)glich)\b",
    ),
    after=re.compile(
        rf"\)? ?(?:(?:{_WAYS} )?(?:back|zur(?:ü|ue)ck)\b{_NOT_GOODS}|(?:{_WAYS} )?{_TO_YOU}"
        rf"|(?:you paid |sie bezahlt haben )?{_WILL_BE}(?:(?:now|today|already|fully|also|ihnen|heute) ){{0,2}}{_DONE}"
        r"|(?:goodwill |store |shop )?(?:refund|reimbursement|credit(?! card| note)|voucher|gift card|compensation)\b"
        r"|(?:rebate|rabatt|gutschein|gutschrift|off|(?:zur(?:ü|ue)ck)?erstattet|gutgeschrieben|gut$)\b"
        r"|(?:as|in) (?:a |an |store |shop )?(?:refund|credit(?! card)|voucher|goodwill|compensation|apology|kulanz)\b"
        r"|als (?:\w{1,8} )?(?:erstattung|gutschrift|gutschein|kulanz|entsch(?:ä|ae)digung))",
        re.IGNORECASE,
    ),
    bare=re.compile(
        r"[\s>*•-]*(?:(?:in total|altogether|together|that is|that makes|you (?:will )?(?:get|receive)|amount|sum"
        r"|insgesamt|zusammen|the amount (?:is|of)|exactly)\s*)?",
        re.IGNORECASE,
    ),
    full=_any(
        r"full(?:y)? refund(?:ed)?\b",
        r"refund(?:ing|ed)? (?:you |it |(?:your|the) order )?(?:in full|fully|everything)\b",
        r"refund(?:ing|ed)? (?:you )?(?:the|your) (?:full|whole|entire|total)"
        r" (?:purchase )?(?:amount|price|order|sum)\b",
        r"(?:full|whole|entire) (?:purchase )?(?:amount|price|sum) (?:back|(?:will be|is|has been) refunded)\b",
        r"pay(?:ing)? (?:you )?(?:back in full|everything back|back everything)\b",
        r"money back in full\b",
        r"(?:vollst(?:ä|ae)ndig\w{0,3}|volle[rn]?|gesamten?|kompletten?) (?:(?:kauf)?preis |betrag |summe )?"
        r"(?:zur(?:ü|ue)ck|erstatt)\w{0,8}",
    ),
    done=_any(
        r"(?:have|has|['’]ve)(?: \w{1,8}){0,3} (?:refunded|reimbursed|credited|transferred|paid|sent|issued)\b",
        r"(?:is|are) on (?:its|the|their) way\b",
        r"(?:habe|haben|ist|sind)\b.{0,60}(?:erstattet|gutgeschrieben|(?:ü|ue)berwiesen)",
    ),
    extra=_any(*_EXTRA, r"off\b", r"rabatt\b"),
)
