"""The closed list of placeholders, each with the words of the blank that stands where nothing is known."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

AHEAD: Final = (2, 3, 7, 14)
"""So many days from today have placeholders of their own."""

_LANGUAGES: Final = ("en", "zh", "de")
_TABLE: Final = """
customer.name | name | 称呼 | Name
customer.first_name | first name | 称呼 | Vorname
customer.last_name | last name | 姓氏 | Nachname
customer.salutation | salutation | 称呼 | Anrede
ticket.number | ticket | 工单号 | Ticket
ticket.subject | subject | 主题 | Betreff
order.number | order | 订单号 | Bestellung
order.date | date of the order | 下单日期 | Bestelldatum
order.total | order total | 订单金额 | Bestellsumme
order.state | state of the order | 订单状态 | Stand der Bestellung
parcel.carrier | carrier | 快递公司 | Paketdienst
parcel.tracking | tracking number | 快递单号 | Sendungsnummer
parcel.promised | day of delivery | 预计送达日期 | Zustelltag
parcel.last_scan | last scan | 最新物流 | letzter Scan
product.name | product | 商品 | Artikel
product.sku | article number | 货号 | Artikelnummer
return.number | return number | 退货单号 | Retourennummer
refund.amount | amount of the refund | 退款金额 | Erstattungsbetrag
complaint.remedy | decision | 处理结果 | Entscheidung
agent.name | your name | 您的名字 | Ihr Name
agent.first_name | your first name | 您的名字 | Ihr Vorname
agent.signature | your name | 您的署名 | Ihr Name
shop.name | shop | 店铺名 | Shop
today | today's date | 今天的日期 | heutiges Datum
tomorrow | tomorrow's date | 明天的日期 | morgiges Datum
date.in_2_days | date | 日期 | Datum
date.in_3_days | date | 日期 | Datum
date.in_7_days | date | 日期 | Datum
date.in_14_days | date | 日期 | Datum
"""


def _read(table: str) -> Mapping[str, Mapping[str, str]]:
    rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return MappingProxyType({name: dict(zip(_LANGUAGES, words, strict=True)) for name, *words in rows})


PLACEHOLDERS: Final = _read(_TABLE)
"""Every placeholder, and by language what its blank says."""


def blank_for(name: str, language: str) -> str:
    """``[[first name]]`` in the answer's language, in English where that has no words here."""
    words = PLACEHOLDERS[name]
    return f"[[{words.get(language, words['en'])}]]"
