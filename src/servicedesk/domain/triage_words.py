"""The wording rules of triage as a table: what words say about a ticket's kind, in English and Chinese.

A rule is a pattern and what it speaks for; each counts once, however often its words stand there. The weights are
small numbers on one scale: 1 a hint, 2 speaks for it, 4 settles it unless something speaks louder.
"""

import re
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.tickets import Kind, Nature


@dataclass(frozen=True, slots=True)
class Rule:
    """``severity`` 1 (worst) to 4 where the words say how bad it is; ``pressing`` speaks for a higher priority."""

    kind: Kind | None
    weight: int
    pattern: re.Pattern[str]
    nature: Nature | None = None
    severity: int | None = None
    pressing: bool = False


def _rule(
    kind: Kind | None,
    weight: int,
    english: str,
    chinese: str = "",
    nature: Nature | None = None,
    *,
    severity: int | None = None,
    pressing: bool = False,
) -> Rule:
    """English words match whole words, Chinese ones anywhere."""
    parts = [part for part in (rf"\b(?:{english})\b" if english else "", chinese) if part]
    return Rule(kind, weight, re.compile("|".join(parts), re.IGNORECASE), nature, severity, pressing)


_C, _R, _I = Kind.COMPLAINT, Kind.RETURN, Kind.INQUIRY
_ANY: Final = "[^.!?。！？\n]"

RULES: Final[tuple[Rule, ...]] = (
    # danger to people: the worst there is
    _rule(
        _C,
        6,
        r"melt(?:ed|s|ing)|(?:caught|on) fire|smok(?:e|es|ed|ing)|sparks?|burn(?:t|ed|ing)|electric shock|scorched",
        "焦味|糊味|烫手|燙手|冒烟|冒煙|着火|著火|起火|漏电|漏電|触电|觸電|爆炸",
        Nature.PRODUCT_QUALITY,
        severity=1,
        pressing=True,
    ),
    # personal data in the wrong hands
    _rule(
        _C,
        5,
        rf"data breach|personal data|privacy|somebody else's (?:invoice|data|name)|another customer's{_ANY}{{0,20}}data"
        "|gdpr|dsgvo",
        "隐私|隱私|泄露|洩露|个人信息|個資",
        Nature.PRIVACY,
        severity=2,
        pressing=True,
    ),
    # said in so many words
    _rule(
        _C,
        5,
        r"(?:formal )?complaint|i (?:want|wish|have) to complain|complain(?:ing)? about"
        r"|(?:file|lodge|make|submit|open)\b[^.!?\n]{0,20}\b(?:claim|complaint|reclamation)|claim against",
        "投诉|投訴|客訴",
    ),
    _rule(
        _C, 2, "unhappy|dissatisfied|disappointed|not (?:at all )?(?:happy|satisfied)|terrible|awful", "不满|不滿|失望"
    ),
    _rule(
        _C,
        3,
        "unacceptable|disgrace(?:ful)?|disgust(?:ed|ing)|outrage(?:d|ous)|rip[- ]?off|scam|appalling|furious|fed up"
        "|worst|ridiculous|last straw",
        "骗|騙|坑人|无语|無語|过分|過分|太差|垃圾|什么意思|什麼意思|差评|差評|曝光|不能接受|欺负|欺負",
    ),
    _rule(
        _C,
        4,
        "lawyer|solicitor|legal action|small claims|trading standards|consumer protection|ombudsman|chargeback"
        "|trustpilot",
        "12315|消协|消協|消费者协会|消費者|工商局|律师|律師|起诉|起訴|拒付|黑猫",
        severity=2,
        pressing=True,
    ),
    # how we behaved
    _rule(
        _C,
        4,
        rf"rude|hung up|left (?:the|this) (?:chat|conversation)|treats? (?:people|customers|me)|ignored|nobody"
        rf"{_ANY}{{0,12}} answers?|no(?:body| one) (?:replied|called back)|how your chat",
        "态度|態度|骚扰|騷擾|不理|没人管|沒人管|没人回|敷衍|踢皮球",
        Nature.SERVICE_ATTITUDE,
    ),
    # money
    _rule(
        _C,
        4,
        r"(?:charged|paid|debited|taken|billed)\b[^.!?\n]{0,30}\b(?:twice|two times|double)|double charge|overcharged"
        r"|shows?\b[^.!?\n]{0,30}\btwice|wrong (?:amount|card)|still (?:no|waiting for my) refund",
        "重复扣|重複扣|多扣|扣了两次|扣了兩次|多收|先涨后降|先漲後降|降价|降價|退款退到|退到.{0,8}卡|退款.{0,4}(?:没到|沒到)",
        Nature.BILLING,
        severity=3,
    ),
    # what came, came broken, wrong or not at all
    _rule(
        _C,
        4,
        r"in (?:\w+ ){0,2}(?:pieces|bits)|shattered|smashed|box (?:was |arrived )?(?:already )?open|crushed|damaged",
        "破损|破損|碎了|摔坏|摔壞|压坏|壓壞|砸坏",
        Nature.DELIVERY,
        severity=2,
    ),
    _rule(_C, 2, r"broken|faulty|defective", "坏了|壞了|有瑕疵|质量(?:差|问题)|質量|品質", Nature.PRODUCT_QUALITY),
    _rule(
        _C,
        3,
        r"ordered\b[^.!?\n]{0,30}[.,]? (?:but )?(?:got|received)"
        r"|sent (?:me )?the wrong|wrong (?:item|colou?r|size)|not what i ordered"
        r"|missing from",
        "发错|發錯|错发|寄错|寄錯|漏发|漏發|少发|少了一|货不对板",
        Nature.DELIVERY,
        severity=3,
    ),
    _rule(
        _C,
        4,
        r"(?:says|said|marked|tracking)\b[^.!?\n]{0,20}\bdelivered\b|never (?:arrived|came|received)"
        r"|lost (?:my |the )?parcel"
        r"|forgot(?:ten)? (?:about )?my order",
        "拒收了|我什么时候拒收|写我拒收|上楼费|上樓費|显示(?:已)?签收|顯示(?:已)?簽收|丢件|丟件|一直没收到|一直沒收到",
        Nature.DELIVERY,
        severity=3,
    ),
    _rule(
        _C,
        1,
        r"still (?:not|hasn't|haven't|waiting)|(?:two|three|four|\d+) weeks (?:ago|late|now)"
        r"|supposed to (?:come|arrive)",
        "催|还没(?:到|发货)|還沒(?:到|發貨)|等了.{0,4}(?:天|周|週|星期)",
        Nature.DELIVERY,
    ),
    _rule(_C, 2, r"leak(?:s|ed|ing)?|stains?|ruined", "出水|滴水|整花|浸坏|泡坏|毁了|毀了", Nature.PRODUCT_QUALITY),
    # sending back, swapping
    _rule(
        _R,
        5,
        r"(?:want|like|need|wish|how)\b[^.!?\n]{0,40}\b(?:return|send\b[^.!?\n]{0,30}\bback|exchange|swap)"
        r"|send (?:\w+ ){0,4}back|return (?:of|label|shipment)|going back|can (?:they|it|this) go back"
        r"|return (?:the|my|this)"
        r"|label for",
        "退货|退貨|退换|退換|换货|換貨|想退|要退|退掉|换一[条个台件]|換一[條個台件]|无理由|無理由|不想要了|给它退了|想\\s*return",
    ),
    _rule(
        _R,
        2,
        r"swap|exchange|refunds?|money back|reimburse(?:ment)?|replace(?:ment)?|warranty",
        "退款|保修|质保|換新|换新|维修|維修",
    ),
    _rule(
        _R,
        2,
        r"too (?:big|small|large|long|short|rough|dark|bright)|does(?:n't| not) fit|two different|changed my mind"
        r"|don'?t need|not for me|(?:can|could) i (?:get|have) (?:only |just )?an? new",
        "买小了|買小了|买大了|買大了|不合适|不合適|色差|不喜欢|不喜歡|抽丝|抽絲|不冒气|不准|连不上",
    ),
    _rule(
        _R,
        1,
        r"(?:doesn't|does not|won't|not|stopped) (?:work(?:ing)?|heat(?:ing)?|turn(?:ing)? on)"
        r"|(?:is |base )dead|can't hold",
        "不工作|没反应|沒反應|打不开|打不開|不出雾|坏的|壞的",
        Nature.PRODUCT_QUALITY,
    ),
    # asking
    _rule(
        _I,
        2,
        r"(?:quick |three |a )questions?"
        r"|(?:do|does|is|are|can|could|would|will) (?:you|it|the|i|there)\b(?=[^.!?\n]{0,80}\?)"
        r"|how (?:do|does|can|long|much|many)|invoice|vat|which (?:one|size)|i(?:'d| would) like to know",
        "咨询|諮詢|请问|請問|请教|請教|问两个问题|怎么用|能不能(?:用|先)|可以吗|可以嗎|发票|發票|尺寸|多少钱|多少錢|什么价|什麼價",
    ),
    _rule(_I, 7, r"not a complaint|no complaint", "不是投诉|不是投訴|不是要投诉"),
    _rule(_I, 2, r"seo|1st page|first page of google|business development|price list|kindly revert", ""),
    _rule(_I, 1, r"thank you so much|gorgeous|love (?:it|the)|wonderful|praise", "谢谢你们|很满意|非常感谢|好评"),
    # whatever it is about, somebody presses
    _rule(
        None,
        0,
        r"urgent(?:ly)?|asap|immediately|right now|today|deadline|before (?:monday|tuesday|wednesday|thursday|friday)",
        "急！|很急|急急|尽快|盡快|马上|馬上|立即|今天(?:之内|就要)",
        pressing=True,
    ),
)
"""Every rule. Where two of one kind match, both count."""

PRAISE: Final = re.compile(r"not a complaint|gorgeous|\bseo\b|1st page|first page of google|kindly revert", re.I)
"""Thanks and advertising: nothing is urgent about them."""
SHOUTS: Final = 12
"""Capital letters in a row of words that are hardly interrupted by small ones: somebody shouts."""
