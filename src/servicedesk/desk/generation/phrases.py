"""What generated customers and agents say: phrases by topic, in English and Chinese. {p} is a product, {o} an order."""

# ruff: noqa: E501 - a sentence is a line here

from dataclasses import dataclass
from typing import Final

from servicedesk.domain.tickets import Kind, Nature


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that brings people to write. Every line is one way of saying it."""

    kind: Kind
    tag: str
    skill: str
    subjects: tuple[str, ...]
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    nature: Nature | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: how its people are called and what they say beside their topics."""

    language: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    follow_ups: tuple[str, ...]
    thanks: tuple[str, ...]
    notes: tuple[str, ...]
    salutation: str
    signature: str
    topics: tuple[Topic, ...]
    topic_weights: tuple[int, ...]


# fmt: off
ENGLISH: Final = Phrases(
    language="en",
    first=(
        "Emma", "Liam", "Aoife", "Noah", "Ingrid", "Mateo", "Hannah", "Yusuf", "Clara", "Oliver", "Priyanka", "Jan",
        "Sofia", "Kwame", "Freya", "Luca", "Marta", "Ethan", "Nadia", "Henrik", "Zoe", "Pavel", "Grace", "Tomasz",
    ),
    last=(
        "Fischer", "Murphy", "Okafor", "Lindgren", "Novak", "Hughes", "Costa", "Weber", "Ahmed", "Keller", "Byrne",
        "Silva", "Jansen", "Kowalski", "Patel", "Moreau", "Evans", "Haas", "Nielsen", "Romano", "Brandt", "Walsh",
    ),
    greetings=("Hi,", "Hello,", "Hi there,", "Good morning,", "Dear team,", "hi", "Hello Lumen team,", ""),
    closings=("Thanks", "Many thanks,", "Best,", "Kind regards,", "Cheers", "Regards", ""),
    follow_ups=(
        "Any news on this?",
        "Still nothing. Can somebody please look at it?",
        "I tried what you said and it is the same as before.",
        "Sorry to chase, I need to know by Friday.",
        "Attached is what you asked for, I hope that's enough.",
        "One more thing: can you send the reply to this address, not the old one?",
        "Just checking you got my last mail.",
    ),
    thanks=(
        "That worked, thank you!", "Perfect, thanks for the quick help.", "Got it, all fine now.", "Thanks, that's sorted."
    ),
    notes=(
        "Checked the carrier's page, no scan since the depot.",
        "Second contact on the same order this month.",
        "Photo is in the mail, the box was crushed on one corner.",
        "Billing says the amount was released, 3-5 working days.",
        "Asked the warehouse to look on the shelf for this one.",
        "Called, no answer, left no message.",
    ),
    salutation="Hi {name},",
    signature="Kind regards\n{agent}",
    topics=(
        Topic(
            Kind.INQUIRY, "where-is-it", "logistics",
            ("Where is my order {o}?", "No tracking update since Tuesday", "Order {o} still not here", "Delivery date for {p}"),
            (
                "my order {o} was supposed to be here on Monday and the tracking has not moved for four days. Is it lost?",
                "I ordered {p} ({o}) and the parcel page just says 'in transit'. When will it come?",
                "the courier says delivered but there is nothing here, not with the neighbours either. Order {o}.",
            ),
            (
                "thank you for your message. Your parcel left our warehouse on time and is held at the carrier's depot; they"
                " expect to deliver it within two working days. I keep an eye on it and will write again if it does not move.",
                "I have opened a search with the carrier for order {o}. They have to answer within three working days. If the"
                " parcel isn't found by then we send the {p} again at no cost.",
            ),
        ),
        Topic(
            Kind.INQUIRY, "product-question", "quality",
            ("Question about {p}", "Does {p} fit?", "{p}: which bulb / size?", "Before I order: {p}"),
            (
                "before I order: does the {p} work with a normal dimmer, and how long is the cable?",
                "is the {p} suitable for a bathroom? The page doesn't say which protection class it has.",
                "can I wash the {p} at 60 degrees? The label has come off.",
            ),
            (
                "good question. The {p} does that; you'll find the details on page 4 of the manual, which I attach. If anything"
                " is unclear, just answer this mail.",
                "unfortunately the {p} isn't made for that. I'd suggest the next size up, which does what you describe.",
            ),
        ),
        Topic(
            Kind.INQUIRY, "invoice", "billing",
            ("Invoice for {o}", "VAT number missing on the invoice", "Charged twice for {o}?", "Change of billing address"),
            (
                "I need an invoice with our company name and VAT number for order {o}. Could you send a corrected one?",
                "my card shows the amount for {o} twice. Please check, one of them must be wrong.",
                "where do I find the invoice for {o}? There was none in the parcel.",
            ),
            (
                "I have corrected the invoice for order {o}; you'll get it by mail within the hour.",
                "the second entry is a reservation your bank releases by itself within five working days. Only one amount was"
                " charged for {o}.",
            ),
        ),
        Topic(
            Kind.RETURN, "return", "logistics",
            ("Return of {p}", "How do I send {p} back?", "Return label for {o}", "Wrong size: {p}"),
            (
                "I'd like to send the {p} back, it is bigger than I thought. Order {o}. It is unused and in its box.",
                "please send me a return label for {o}. I changed my mind about the {p}.",
                "you sent the wrong colour of {p}. I ordered the other one. How do we swap?",
            ),
            (
                "no problem. The label for {o} is attached; hand the parcel in at any shop of the carrier within 14 days and we"
                " refund you as soon as it is back.",
                "sorry for the mix-up. I send you the right one today; please keep the packaging of the other for the courier.",
            ),
        ),
        Topic(
            Kind.RETURN, "broken", "quality",
            ("{p} arrived broken", "{p} stopped working", "Damaged parcel {o}", "Warranty: {p}"),
            (
                "the {p} from order {o} arrived with a crack across the base. Photos attached. I'd like a new one, not a refund.",
                "after two months the {p} simply stopped. Tried another socket. It's still under warranty, isn't it?",
                "the box of {o} was open and wet, and the {p} inside doesn't switch on.",
            ),
            (
                "I'm sorry about that. A new {p} leaves our warehouse today; you don't need to send the broken one back.",
                "thank you for the photos. This is covered by the warranty: here is a label, and we repair or replace it"
                " within ten days of its arrival.",
            ),
        ),
        Topic(
            Kind.COMPLAINT, "late-delivery", "logistics",
            ("Third delay on {o}", "Complaint: delivery of {o}", "Waited at home for nothing"),
            (
                "this is the third date you have given me for {o} and the third time nobody came. I took a day off. I want to"
                " know what you are going to do about it.",
                "your courier threw the parcel with the {p} over the fence. This is not acceptable.",
            ),
            (
                "you are right to be annoyed, and I apologise. I have taken this up with the carrier, your parcel now comes"
                " with a fixed time window, and the shipping of order {o} is refunded.",
            ),
            Nature.DELIVERY,
        ),
        Topic(
            Kind.COMPLAINT, "quality", "quality",
            ("{p} is not what you advertise", "Complaint about {p}", "Second faulty {p} in a row"),
            (
                "the second {p} has the same fault as the first. Either you don't test them or you don't care. Order {o}.",
                "the colour of the {p} is nothing like the picture and it smells of glue after two weeks.",
            ),
            (
                "thank you for telling us, and I'm sorry for the trouble. Our quality team checked the batch and found the"
                " cause; you get your money back in full, and you need not send the {p} back.",
            ),
            Nature.PRODUCT_QUALITY,
        ),
        Topic(
            Kind.COMPLAINT, "billing", "billing",
            ("Refund for {o} still missing", "Complaint: wrong amount"),
            (
                "you promised the refund for {o} three weeks ago. Nothing has arrived. Must I go to a lawyer for 40 euros?",
                "I paid with a voucher and you refunded me half of it. Please explain.",
            ),
            ("I apologise: the refund of {o} hung in our system. I released it by hand today and you'll see it tomorrow.",),
            Nature.BILLING,
        ),
    ),
    topic_weights=(26, 22, 12, 16, 12, 5, 5, 2),
)

CHINESE: Final = Phrases(
    language="zh",
    first=("欣怡", "浩然", "梓涵", "志强", "丽华", "子轩", "雨桐", "建军", "晓燕", "明哲", "佳怡", "海涛", "思琪", "文博", "秀英", "俊杰"),
    last=("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "林"),
    greetings=("你好，", "您好！", "客服你好，", "在吗？", "亲，", ""),
    closings=("谢谢！", "麻烦了。", "等回复。", "辛苦了。", ""),
    follow_ups=(
        "请问有进展了吗？",
        "已经三天了，还没有人回我。",
        "按你说的试过了，还是不行。",
        "麻烦快一点，周五之前要用。",
        "照片发了，你看一下够不够清楚。",
        "还在吗？",
    ),
    thanks=("好的，收到了，谢谢。", "可以了，谢谢客服！", "解决了，给好评。", "嗯，没问题了。"),
    notes=("快递查过，到站后没有扫描。", "同一订单本月第二次来问。", "外箱一角压坏，照片已收。", "已请仓库核对库存。", "打过电话，没人接。"),
    salutation="{name}您好：",
    signature="祝好\n{agent}",
    topics=(
        Topic(
            Kind.INQUIRY, "where-is-it", "logistics",
            ("订单{o}到哪了？", "物流三天没更新", "{p}什么时候发货", "显示签收但没收到"),
            (
                "订单{o}说周一到，物流一直没动，是不是丢件了？",
                "我买的{p}付款两天了还没发货，什么时候能发？",
                "快递显示已签收，家里没人收到，门卫也说没有。订单{o}。",
            ),
            (
                "您的包裹已到达派送网点，预计两个工作日内送达，我会继续跟进，有变化第一时间告诉您。",
                "已为订单{o}向快递发起查件，三个工作日内有结果。若确认丢失，我们免费补发{p}。",
            ),
        ),
        Topic(
            Kind.INQUIRY, "product-question", "quality",
            ("咨询{p}", "{p}尺寸问题", "{p}能调光吗", "下单前想问一下{p}"),
            ("请问{p}可以用普通调光开关吗？线有多长？", "{p}可以机洗吗？标签掉了。", "{p}适合放在浴室吗？页面上没写防水等级。"),
            ("可以的，说明书第4页有详细介绍，已发您邮箱，有不清楚的随时问我。", "抱歉，{p}不适合这样使用，建议您看看大一号的那款。"),
        ),
        Topic(
            Kind.INQUIRY, "invoice", "billing",
            ("订单{o}开发票", "发票抬头写错了", "{o}重复扣款"),
            ("订单{o}需要公司抬头的发票，税号稍后发您，可以重开吗？", "银行卡显示{o}扣了两次，请核对一下。"),
            ("发票已重开，一小时内发到您的邮箱。", "第二笔是银行预授权，五个工作日内自动退回，{o}实际只扣了一次。"),
        ),
        Topic(
            Kind.RETURN, "return", "logistics",
            ("{p}想退货", "{o}申请换货", "尺寸不合适，退{p}", "发错颜色了"),
            ("{p}比想象的大，想退，没用过，包装都在。订单{o}。", "发来的{p}颜色不对，我拍的是另一个，怎么换？"),
            ("可以的，退货单已发您，14天内寄回，收到后马上退款。", "非常抱歉发错了，正确的今天就补发，错的那件请留好包装等快递上门取。"),
        ),
        Topic(
            Kind.RETURN, "broken", "quality",
            ("{p}收到就是坏的", "{p}用了两个月不亮了", "外箱破损{o}"),
            ("订单{o}的{p}底座裂了，照片已发，要换新的，不要退款。", "{p}用了两个月突然不工作，换插座也不行，还在保修期吧？"),
            ("实在抱歉，新的{p}今天发出，坏的不用寄回。", "在保修期内，寄修单已发您，收到后十天内修好或换新。"),
        ),
        Topic(
            Kind.COMPLAINT, "late-delivery", "logistics",
            ("投诉：{o}一再延误", "快递态度差，把包裹扔门口"),
            ("订单{o}已经改了三次时间，每次都没人来，我请假白等一天，你们打算怎么处理？", "快递直接把{p}扔过围墙，这样合适吗？"),
            ("您说得对，给您添麻烦了，我诚恳道歉。已与快递交涉，约定了准确时间，并退还{o}的运费。",),
            Nature.DELIVERY,
        ),
        Topic(
            Kind.COMPLAINT, "quality", "quality",
            ("投诉{p}质量", "{p}和图片不符"),
            ("第二个{p}还是同样的毛病，你们出厂不检查吗？订单{o}。", "{p}颜色和图片差太多，放了两周还有胶水味。"),
            ("感谢反馈，非常抱歉。质检已查到这批货的问题，全额退款给您，{p}不用寄回。",),
            Nature.PRODUCT_QUALITY,
        ),
        Topic(
            Kind.COMPLAINT, "service", "billing",
            ("投诉客服推诿", "{o}退款一直没到"),
            ("{o}的退款说好三周前到账，到现在没影，问一次换一个人，都说再等等。",),
            ("非常抱歉，退款卡在系统里，今天已手动放款，明天到账。之后由我专人跟进。",),
            Nature.SERVICE_ATTITUDE,
        ),
    ),
    topic_weights=(26, 22, 10, 16, 14, 5, 5, 2),
)

# fmt: on

LANGUAGES: Final = (ENGLISH, CHINESE)
FALLBACK_PRODUCTS: Final = (
    ("desk lamp", "台灯"),
    ("linen curtain", "亚麻窗帘"),
    ("humidifier", "加湿器"),
    ("smart plug", "智能插座"),
    ("down duvet", "羽绒被"),
    ("wool throw", "羊毛毯"),
    ("pendant light", "吊灯"),
    ("kettle", "电水壶"),
)
"""What is sold where the store has no products: English and Chinese."""
