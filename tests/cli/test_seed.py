"""``servicedesk seed``: a shop from files, made-up tickets, and the same store again."""

import pytest

from servicedesk import paths

SHOP = {
    "shop.yaml": "name: Lumen\ncurrency: EUR\ntimezone: Europe/Berlin\n",
    "teams.yaml": "- {code: care, name: Care, line: 1}\n",
    "people.yaml": "- {handle: lin, name: Lin Wei, roles: [agent], teams: [care], languages: [en]}\n",
    "products.yaml": (
        "- {sku: LMP, name: Lamp, name_zh: 灯, category: lamps, price: 8900, stage: maturity,"
        " launched: 2020-01-01, brief: A lamp.}\n"
    ),
    "customers/en.yaml": (
        "- {key: mara, name: Mara Costa, emails: [mara@example.com], membership: vip, language: en,"
        " timezone: Europe/Lisbon, since: 2021-01-01}\n"
    ),
    "orders/en.yaml": (
        "- number: '55-1'\n  customer: mara\n  placed: 12d\n  channel: web\n  currency: EUR\n"
        "  lines: [{sku: LMP, quantity: 1, unit_price: 8900, tax_rate: '0.19'}]\n"
    ),
    "conversations/001-lamp.yaml": (
        "kind: return\nsubject: The lamp goes back\ncustomer: mara\nchannel: mail\nlanguage: en\norder: '55-1'\n"
        "product: LMP\nsteps:\n  - {customer: May it go back, ago: 2d}\n  - {assign: lin, by: lin, ago: 1d}\n"
        "  - rma: {key: a, lines: [{sku: LMP, quantity: 1, reason: changed_mind, condition: opened, remedy: refund}]}\n"
        "    by: lin\n    ago: 1d\nstatus: open\nstage: requested\n"
    ),
}


@pytest.fixture
def shop(tmp_path):
    """A small shop's files."""
    folder = tmp_path / "shop"
    for name, text in SHOP.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_demo_shop_is_found():
    assert (paths.shipped_seeds() / "shop.yaml").is_file()
    assert paths.shipped_themes().is_dir()


def test_a_shop_is_loaded_and_its_return_shown(desk, shop, conforms):
    seeded = desk.json("seed", shop)
    conforms("seed", seeded)
    assert (seeded["people"], seeded["tickets"], seeded["generated"], seeded["total"]) == (1, 1, 0, 1)
    (rma,) = desk.json("return", "list")["returns"]
    conforms("return-list", {"returns": [rma]})
    shown = desk.json("return", "show", rma["id"])
    conforms("rma", shown)
    assert (shown["stage"], shown["order"]) == ("requested", "55-1")
    assert [(line["title"], line["remedy"]) for line in shown["lines"]] == [("Lamp", "refund")]
    ticket = desk.json("ticket", "show", rma["ticket"])
    conforms("ticket", ticket)
    assert (ticket["order"], ticket["product"], ticket["stage"]) == ("55-1", "LMP", "requested")
    assert [found["id"] for found in ticket["rmas"]] == [rma["id"]]
    assert desk.json("return", "list", "--stage", "approved") == {"returns": []}
    assert "changed_mind" in desk("return", "show", rma["id"]).out
    assert desk.json("verify")["problems"] == []


def test_made_up_tickets_fill_up_to_the_size(desk, shop, conforms):
    seeded = desk.json("seed", shop, "--size", 30)
    conforms("seed", seeded)
    assert (seeded["tickets"], seeded["generated"], seeded["total"]) == (1, 29, 30)
    more = desk.json("seed", "--size", 50)
    assert (more["tickets"], more["generated"], more["total"]) == (0, 20, 50)
    assert desk.json("seed", "--size", 10)["generated"] == 0


def test_the_same_seed_at_the_same_time_is_the_same_store(call, shop, tmp_path):
    def anchor_of(name: str, *more: str) -> str:
        store, anchor = tmp_path / f"{name}.sqlite", tmp_path / f"{name}.anchor"
        words = ("seed", shop, "--size", 40, "--now", "2026-05-01T09:00Z", *more)
        assert call("--store", store, *words).code == 0
        listed = call("--store", store, "queue", "list", "--filter", "is:all", "--sort", "id", "--json").out
        return listed + str(call("--store", store, "verify", "--anchor", anchor, "--json").data["events"])

    one = anchor_of("one")
    assert one == anchor_of("two")
    assert one != anchor_of("three", "--seed", "2")


def test_a_broken_file_is_named_by_file_line_and_field(desk, shop):
    (shop / "people.yaml").write_text("- handle: lin\n  name: Lin\n  roles: [king]\n")
    error = desk.refused("seed", shop)
    assert error["code"] == "bad_file"
    assert error["details"]["file"].endswith("people.yaml")
    assert error["details"]["line"] in (1, 3)
    assert desk.json("health")["tickets"] == 0


def test_a_missing_folder_is_named(desk, tmp_path):
    assert "nowhere" in desk.refused("seed", tmp_path / "nowhere")["message"]


def test_a_shop_goes_into_an_empty_store_only(desk, shop):
    desk.opened()
    assert desk.refused("seed", shop)["code"] == "refused"
