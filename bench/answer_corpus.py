"""Answers as a large shop might have them: the shipped ones, and as many more as wanted, made from a seed."""

from itertools import product
from random import Random
from typing import Final

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.files.reading import read_answers
from servicedesk.paths import shipped_seeds

_CHINESE: Final = 0.3
"""The share of answers in Chinese."""
_NAMES: Final = 2_400
"""Invented names of products; with them a large corpus has about as many distinct words as a real one."""

_ISSUES: Final = {
    "RFD": "Refund delayed|Refund partly paid|Refund to another card|Refund declined|Refund confirmed",
    "DMG": "Arrived damaged|Carton torn open|Glass shattered|Scratched surface|Dented corner",
    "TRK": "Parcel stuck|Parcel lost|Tracking not updated|Held at customs|Delivered to neighbour|Redirect parcel",
    "RET": "Return approved|Return refused|Return label missing|Return window over|Return received",
    "EXC": "Exchange for another size|Exchange colour|Exchange unavailable",
    "INV": "Invoice missing|Invoice corrected|Invoice with tax number|Receipt copy",
    "PAY": "Charged twice|Payment failed|Payment pending|Instalment plan|Chargeback opened",
    "ORD": "Order cancelled|Order merged|Order on hold|Address changed|Quantity changed",
    "STK": "Out of stock|Backorder date|Discontinued, successor|Preorder opens",
    "WAR": "Warranty repair|Warranty expired|Warranty registration|Extended guarantee",
    "FIT": "Compatibility question|Assembly instructions|Cleaning advice|Spare part|Missing screws",
    "TEC": "Stopped working|Flickers when dimmed|Battery drains|Makes a humming noise|Firmware update|App pairing",
    "MEM": "Loyalty points missing|Membership upgrade|Voucher expired|Birthday discount|Newsletter unsubscribed",
    "COM": "Complaint acknowledged|Apology for rude advice|Complaint decision|Supervisor callback",
    "PRV": "Account deleted|Personal data export|Password reset|Marketing consent withdrawn",
}
_ISSUES_ZH: Final = {
    "RFD": "退款延迟|部分退款|退款换卡|拒绝退款|退款确认",
    "DMG": "到货破损|外箱破裂|玻璃碎裂|表面划痕|边角凹陷",
    "TRK": "包裹停滞|包裹丢失|物流未更新|海关扣留|邻居代收|改派地址",
    "RET": "退货通过|退货被拒|缺少退货单|超过退货期|退货签收",
    "EXC": "更换尺码|更换颜色|无法换货",
    "INV": "发票缺失|发票更正|增值税专票|补开收据",
    "PAY": "重复扣款|支付失败|付款处理中|分期付款|拒付申诉",
    "ORD": "订单取消|合并订单|订单暂停|修改地址|修改数量",
    "STK": "暂时缺货|预计到货|停产替代|预售开启",
    "WAR": "保修维修|保修过期|保修登记|延长质保",
    "FIT": "兼容咨询|安装说明|清洁建议|备用零件|缺少螺丝",
    "TEC": "停止工作|调光闪烁|电池耗电|发出嗡声|固件升级|应用配对",
    "MEM": "积分缺失|会员升级|优惠券过期|生日折扣|取消订阅",
    "COM": "投诉受理|态度致歉|投诉结论|主管回电",
    "PRV": "账户注销|数据导出|重置密码|撤回授权",
}
_GOODS: Final = (
    "floor lamp|desk lamp|pendant light|wall light|ceiling fan|humidifier|air purifier|kettle|toaster|coffee grinder|"
    "espresso machine|rice cooker|blender|slow cooker|frying pan|knife set|cutting board|dinner plates|wine glasses|"
    "bookshelf|wardrobe|office chair|standing desk|bunk bed|mattress|pillow|duvet|blanket|curtains|carpet|mirror|"
    "picture frame|vase|candle holder|garden hose|lawn mower|hedge trimmer|parasol|hammock|tent|sleeping bag|backpack|"
    "suitcase|bicycle helmet|scooter|stroller|car seat|high chair|toy train|puzzle|board game|headphones|loudspeaker|"
    "keyboard|monitor|webcam|router|power bank|charging cable|smart plug|doorbell|thermostat|vacuum cleaner|iron|"
    "sewing machine|hair dryer|shaver|toothbrush|scale|yoga mat|dumbbells|treadmill|rain jacket|sneakers|wallet|watch"
)
_GOODS_ZH: Final = (
    "落地灯|台灯|吊灯|壁灯|吊扇|加湿器|空气净化器|电热水壶|烤面包机|磨豆机|咖啡机|电饭煲|搅拌机|炖锅|平底锅|刀具|砧板|"
    "餐盘|酒杯|书架|衣柜|办公椅|升降桌|双层床|床垫|枕头|羽绒被|毛毯|窗帘|地毯|镜子|相框|花瓶|烛台|水管|割草机|遮阳伞|"
    "吊床|帐篷|睡袋|背包|行李箱|头盔|滑板车|婴儿车|安全座椅|餐椅|玩具火车|拼图|桌游|耳机|音箱|键盘|显示器|摄像头|路由器|"
    "充电宝|数据线|智能插座|门铃|温控器|吸尘器|熨斗|缝纫机|吹风机|剃须刀|牙刷|体重秤|瑜伽垫|哑铃|跑步机|雨衣|运动鞋|钱包"
)
_CASES: Final = (
    "DHL|UPS|GLS|Hermes|PostNord|FedEx|courier|pickup shop|Germany|Austria|Switzerland|France|Poland|Sweden|Norway|"
    "Iceland|Ireland|Portugal|Canada|Japan|Singapore|PayPal|Klarna|credit card|gift card|bank transfer|direct debit|"
    "silver member|gold member|wholesale|school|hospital|hotel|first order|repeat buyer|gift wrapped|clearance sale|"
    "Black Friday|Christmas|summer sale|opened box|unopened|used once|no receipt|second complaint|urgent|photo needed|"
    "manager approved|supplier informed|island surcharge|bulky goods|dangerous goods|signature required"
)
_CASES_ZH: Final = (
    "顺丰|中通|圆通|韵达|邮政|京东|自提点|北京|上海|广州|深圳|成都|杭州|新疆|西藏|香港|澳门|台湾|微信支付|支付宝|信用卡|"
    "礼品卡|银行转账|花呗|银卡会员|金卡会员|批发客户|学校|医院|酒店|首单|老客户|礼品包装|清仓|双十一|春节|已拆封|未拆封|"
    "仅用一次|无小票|再次投诉|加急|需要照片|主管批准|已通知供应商|偏远附加费|大件商品|危险品|本人签收"
)
_SYLLABLES: Final = "al ber cor dan el fen gor hul is jor kal lim mar nor ol pet quin ras sol tam ul ven wil yor zan"
_ENDINGS: Final = "a o us ik ora ena ix el in um ett ano"
_NAME_SIGNS: Final = "索维诺瑞卡朗德优格莱贝森柏欧迪凯乐美安宁云舒简素木青禾悦家居尚品雅致和光拾山川海星辰月晨曦微语"
_SENTENCES: Final = (
    "Thank you for writing to us about the {name} {good}.",
    "We are sorry for the trouble with your {good}.",
    "Our colleagues in the warehouse check it within two working days.",
    "The carrier has until [[date]] to answer, then we decide for you.",
    "You don't need to do anything more; we write as soon as it moves.",
    "Please keep the packaging until the matter is settled.",
    "The amount goes back the way it came, which takes three to five working days.",
    "For order {{order.number}} this costs you nothing.",
    "If you would rather have a replacement, simply answer this message.",
)
_SENTENCES_ZH: Final = (
    "感谢您就{name}{good}与我们联系。",
    "给您带来不便，非常抱歉。",
    "仓库同事会在两个工作日内检查。",
    "快递公司需在[[日期]]之前答复，之后由我们处理。",
    "您无需其他操作，有进展会立即通知您。",
    "请在处理完成前保留包装。",
    "款项原路退回，一般三到五个工作日到账。",
    "订单 {{order.number}} 不会产生任何费用。",
)
_KINDS: Final = {"RFD": "return", "DMG": "complaint", "RET": "return", "EXC": "return", "COM": "complaint"}


def shipped() -> list[Answer]:
    """The answers that come with the program."""
    files = sorted((shipped_seeds() / "answers").glob("*.yaml"))
    return [answer for path in files for answer in read_answers(path).answers if answer.code != LETTER]


def corpus(size: int, seed: int = 5) -> list[Answer]:
    """The shipped answers and others, ``size`` in all; every title is there once."""
    random = Random(seed)
    answers = shipped()
    names, signs = _names(random)
    titles = {answer.title for answer in answers}
    while len(answers) < size:
        chinese = random.random() < _CHINESE
        answer = _answer_zh(random, signs, len(answers)) if chinese else _answer_en(random, names, len(answers))
        if answer.title not in titles:
            titles.add(answer.title)
            answers.append(answer)
    return answers[:size]


def _names(random: Random) -> tuple[list[str], list[str]]:
    parts = _SYLLABLES.split()
    names = sorted({(a + b + c).title() for a, b, c in product(parts, parts, _ENDINGS.split())})
    signs = sorted({a + b for a, b in product(_NAME_SIGNS, _NAME_SIGNS) if a != b})
    return random.sample(names, _NAMES), random.sample(signs, _NAMES // 2)


def _answer_en(random: Random, names: list[str], number: int) -> Answer:
    code, issues = random.choice(list(_ISSUES.items()))
    issue, good, name = random.choice(issues.split("|")), random.choice(_GOODS.split("|")), random.choice(names)
    title = f"{issue}: {name} {good}, {random.choice(_CASES.split('|'))}"
    body = " ".join(random.sample(_SENTENCES, 4)).format(name=name, good=good)
    return _answer(code, name[:3], number, title, "en", body)


def _answer_zh(random: Random, names: list[str], number: int) -> Answer:
    code, issues = random.choice(list(_ISSUES_ZH.items()))
    issue, good, name = random.choice(issues.split("|")), random.choice(_GOODS_ZH.split("|")), random.choice(names)
    title = f"{issue}：{name}{good}（{random.choice(_CASES_ZH.split('|'))}）"
    body = "".join(random.sample(_SENTENCES_ZH, 4)).format(name=name, good=good)
    return _answer(code, "ZH", number, title, "zh", body)


def _answer(code: str, more: str, number: int, title: str, language: str, body: str) -> Answer:
    kinds = frozenset({_KINDS[code]}) if code in _KINDS else frozenset()
    return Answer(f"{code}-{more.upper()}-{number:05}", title, language, body, kinds)
