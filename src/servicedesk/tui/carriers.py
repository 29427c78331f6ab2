"""Public tracking pages of carriers: a name as the shop spells it and a number make a link. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

_PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dhl": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        "dpd": "https://tracking.dpd.de/status/en_US/parcel/{number}",
        "gls": "https://gls-group.eu/EU/en/parcel-tracking?match={number}",
        "hermes": "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}",
        "ups": "https://www.ups.com/track?tracknum={number}",
        "fedex": "https://www.fedex.com/fedextrack/?trknbr={number}",
        "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
        "royal mail": "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
        "postnord": "https://tracking.postnord.com/se/?id={number}",
        "posti": "https://www.posti.fi/fi/seuranta#/lahetys/{number}",
        "bpost": "https://track.bpost.cloud/btr/web/#/search?itemCode={number}",
        "la poste": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
        "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
        "顺丰": "https://www.kuaidi100.com/chaxun?com=shunfeng&nu={number}",
        "京东": "https://www.kuaidi100.com/chaxun?com=jd&nu={number}",
        "中通": "https://www.kuaidi100.com/chaxun?com=zhongtong&nu={number}",
        "圆通": "https://www.kuaidi100.com/chaxun?com=yuantong&nu={number}",
        "申通": "https://www.kuaidi100.com/chaxun?com=shentong&nu={number}",
        "韵达": "https://www.kuaidi100.com/chaxun?com=yunda&nu={number}",
        "德邦": "https://www.kuaidi100.com/chaxun?com=debangkuaidi&nu={number}",
        "ems": "https://www.kuaidi100.com/chaxun?com=ems&nu={number}",
    }
)


def tracking_link(carrier: str, number: str) -> str | None:
    """The page that shows a parcel's way; None for a carrier that isn't known or a number that is none."""
    name = " ".join(carrier.casefold().split())
    known = [page for known, page in _PAGES.items() if name == known or name.startswith(known)]
    if not known or not number.strip() or len(number) > 60:
        return None
    return known[0].format(number=quote("".join(number.split()), safe=""))
