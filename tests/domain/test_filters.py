"""The filter language: what it reads, what it refuses, and that nothing a person types breaks it."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicedesk.domain.errors import Invalid
from servicedesk.domain.filters import (
    Filter,
    Order,
    Scope,
    Sort,
    about_product,
    named_tickets,
    parse_filter,
    parse_order,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Filter()),
        ("is:live assignee:me", Filter(assignee="me")),
        ("status:open,on_hold", Filter(scope=Scope.ALL, status=("open", "on_hold"))),
        ("status:open is:live", Filter(scope=Scope.LIVE, status=("open",))),
        ("kind:return priority:high,urgent", Filter(kind=("return",), priority=("high", "urgent"))),
        ('lamp "broken glass"', Filter(words=("lamp", "broken glass"))),
        ("kind：complaint 投诉", Filter(kind=("complaint",), words=("投诉",))),
        ("is:live\N{IDEOGRAPHIC SPACE}灯", Filter(words=("灯",))),
        ("customer's don't", Filter(words=("customer's", "don't"))),
        (r"C:\temp".replace(":", "_"), Filter(words=(r"C_\temp",))),
        ("tag:#DHL,Vip language:zh", Filter(tag=("dhl", "vip"), language=("zh",))),
        ("team:care customer:12", Filter(team="care", customer=12)),
        ("customer:王磊", Filter(customer_name="王磊")),
        ('customer:"mara costa"', Filter(customer_name="mara costa")),
        ("product:ARC-1,TRIO", Filter(product=("ARC-1", "TRIO"))),
        ('is:closed product:"Lamp 1"', Filter(scope=Scope.CLOSED, product=("Lamp 1",))),
        ("id:3,#1,3", Filter(scope=Scope.ALL, id=(3, 1))),
        ("is:live id:7", Filter(id=(7,))),
        ("is:snoozed", Filter(scope=Scope.SNOOZED)),
        ("50% 100_000 a*b", Filter(words=("50%", "100_000", "a*b"))),
        ("nul\0l", Filter(words=("nul\N{REPLACEMENT CHARACTER}l",))),
    ],
)
def test_reads(text, expected):
    assert parse_filter(text) == expected


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("status:opne", "status"),
        ("is:dead", "is"),
        ("kind:", "kind"),
        ("status:,", "status"),
        ("tag:,,", "tag"),
        ("owner:lin", "filter"),
        ("优先级:高", "filter"),
        ("优先级：高", "filter"),
        ("priorité:haute", "filter"),
        ('"open', "filter"),
        ("-spam", "filter"),
        ("-tag:vip", "filter"),
        ("customer:-1", "customer"),
        ("customer:99999999999999999999", "customer"),
        ("channel:pigeon", "channel"),
        ("product:", "product"),
        ("product:,", "product"),
        ("id:", "id"),
        ("id:x", "id"),
        ("id:-1", "id"),
        ("id:" + "9" * 19, "id"),
        ("id:" + ",".join(map(str, range(1_001))), "id"),
    ],
)
def test_refuses(text, field):
    with pytest.raises(Invalid) as refused:
        parse_filter(text)
    assert refused.value.details["field"] == field


@given(st.lists(st.integers(1, 10**15), max_size=1_200))
def test_tickets_named_by_number_are_those(numbers):
    shown = parse_filter(named_tickets(numbers)) if numbers else Filter(scope=Scope.ALL)
    assert shown == Filter(scope=Scope.ALL, id=tuple(dict.fromkeys(numbers[:1_000])))


@pytest.mark.parametrize("sku", ["ARC-1", "Lamp 1", "灯-2", "a'b", "x:y", "is:all"])
def test_a_product_is_named_whatever_its_number_looks_like(sku):
    assert parse_filter(f"is:all {about_product(sku)}") == Filter(scope=Scope.ALL, product=(sku,))


@given(st.text(max_size=40))
@example("\ud800")
def test_whatever_is_typed_is_read_or_refused(text):
    with suppress(Invalid):
        assert isinstance(parse_filter(text), Filter)


@pytest.mark.parametrize(
    ("text", "scope", "order"),
    [
        ("due", Scope.LIVE, Order(Sort.DUE)),
        ("-due", Scope.WAITING, Order(Sort.DUE, descending=True)),
        ("updated", Scope.ALL, Order(Sort.UPDATED)),
        ("-id", Scope.CLOSED, Order(Sort.ID, descending=True)),
        ("due", Scope.CLOSED, Order(Sort.UPDATED, descending=True)),
    ],
)
def test_orders(text, scope, order):
    assert parse_order(text, scope) == order


@pytest.mark.parametrize("text", ["", "-", "size", "--due", "Due"])
def test_refuses_orders(text):
    with pytest.raises(Invalid):
        parse_order(text, Scope.LIVE)
