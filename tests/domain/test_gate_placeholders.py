"""Placeholders of other help desks, and what only looks like one."""

import pytest

from servicedesk.domain.gate.checks import ReplyFacts, check_reply


def found(text: str) -> list[str]:
    return [finding.excerpt for finding in check_reply(text, ReplyFacts()) if finding.code == "placeholder_left"]


@pytest.mark.parametrize(
    "mark",
    [
        "{{ticket.requester.name}}",
        "{{ customer.firstName | default: 'there' }}",
        "{{name}}",
        "{{{raw}}}",
        "{{#if vip}}",
        "{% if vip %}",
        "{% endif %}",
        "{name}",
        "{First_Name}",
        "{order_number}",
        "{客户姓名}",
        "{订单号}",
        "｛订单号｝",
        "%FIRST_NAME%",
        "%CUSTOMER_NAME%",
        "%NAME%",
        "%ORDER_NUMBER%",
        "<<name>>",
        "<<order number>>",
        "<<First_Name>>",
        "<<date>>",
        "{return.number",
        "{{customer.first_name}",
        "date.in_3_days}",
    ],
)
def test_it_never_leaves(mark: str):
    assert found(f"Hello {mark}, thanks") == [mark]
    assert found(f"您好{mark}，谢谢") == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{example}",
        "{1, 2, 3}",
        '{"name": "Mara", "order": 1}',
        "body { color: red; }",
        "50 % off, 100%",
        "50%NAME",
        "https://shop.example/a%20NAME%20b?x=%E4%BD%A0",
        "%APPDATA%\\Lumen",
        "%USERNAME% on Windows",
        "a << b >> c",
        "<< Bonjour, tout le monde >>",
        "《name》",
        "<name@example.com>",
        "cat <<EOF",
        "your order.number is printed on the box",
        "[Name]",
        "☺ {-: :-}",
        "{{",
        "}}",
    ],
)
def test_it_is_text(text: str):
    assert found(text) == []
