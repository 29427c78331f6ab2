"""What a customer's words are about, as far as a specialist's skill is concerned: a table, English and Chinese.

A complaint says its nature; an inquiry or a return says it in words only.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

READ: Final = 6_000
"""Characters that are read."""
SUBJECT: Final = 3
CLEAR: Final = 2
"""How often a topic's words stand there before they count as what it is about."""


def _words(english: str, chinese: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)


TOPICS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "logistics": _words(
            r"parcels?|tracking|courier|carrier|shipp(?:ed|ing|ment)|deliver(?:y|ed|ies)|customs|address|depot"
            r"|in transit|collect(?:ed|ion)|pick(?:ed)? up|dispatch(?:ed)?"
            r"|warehouse|never arrived|lost|refus(?:e|ed|al)|stop|cancel",
            "快递|快遞|物流|包裹|派送|签收|簽收|海关|海關|清关|清關|地址|发货|發貨|到货|到貨|运费|運費|上楼|上樓",
        ),
        "billing": _words(
            r"invoices?|vat|tax|payments?|paid|pay|charg(?:e|ed|es)|card|refund(?:s|ed)?|money|price|coupon|voucher|bank"
            r"|paypal|credit|euros?|receipt",
            "发票|發票|税|稅|付款|支付|扣款|扣了|退款|银行|銀行|卡|优惠券|優惠券|价格|價格|降价|降價|抬头|抬頭|钱|錢",
        ),
        "quality": _words(
            r"broken|defect(?:ive)?|faulty|works?|working|hum(?:s|ming)?|flicker(?:s|ing)?|smell(?:s|ed)?|hot|melt(?:ed)?"
            r"|wi-?fi|pair(?:ing)?|reset|manual|app|firmware|battery|charger|socket|plug|hinge|stain(?:s|ed)?|colou?r"
            r"|seal|leak(?:s|ing)?|wash(?:ed)?|dead|dimmer|spare|warranty",
            "坏|壞|故障|质量|質量|品質|不亮|不转|不轉|异响|異響|味|发热|發熱|烫|燙|连接|連接|说明书|說明書|充电|充電|漏|色差"
            "|维修|維修|保修|滴水|出雾|出霧",
        ),
    }
)


def topic_of(subject: str, texts: Iterable[str], known: Iterable[str]) -> str | None:
    """The skill whose words stand there most often, of those ``known``; None where hardly any stand there.

    A subject says it in few words, so each counts for ``SUBJECT``. Ties go by the order of the table.
    """
    text = "\n".join((*[subject] * SUBJECT, *texts))[:READ]
    wanted = set(known)
    counts = {skill: len(pattern.findall(text)) for skill, pattern in TOPICS.items() if skill in wanted}
    best = max(counts, key=lambda skill: counts[skill], default=None)
    return best if best is not None and counts[best] >= CLEAR else None
