"""The console in Chinese: nothing is cut in the middle, nothing overflows, and the language changes while it runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.builders import opened
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at, opener
from tests.tui.late_painting import paint_late
from tests.tui.slips import SLIPS
from tests.tui.stillness import still
from tests.tui.test_hostile_screens import TEXTS, harmful

from servicedesk import i18n
from servicedesk.domain.errors import IllegalMove, Invalid, NotFound, Refused
from servicedesk.i18n import language_in_use, use_language
from servicedesk.settings import Settings
from servicedesk.tui.actions import registry
from servicedesk.tui.app import ConsoleApp
from servicedesk.tui.key_reference import as_text
from servicedesk.tui.keymap import Keymap
from servicedesk.tui.link import DeskLink
from servicedesk.tui.wording.refusal_words import REFUSALS, told
from servicedesk.tui.wording.sentences import sentence

TEXT = "退款退到我前夫的卡上了，请尽快处理"


@pytest.fixture(autouse=True)
def chinese():
    use_language("zh_CN")
    yield
    use_language(None)


def painted(screen, width):
    """The rows of a screen; each fills its width exactly."""
    rows = []
    for strip in screen._compositor.render_strips():
        assert cell_len(strip.text) == strip.cell_length == width, strip.text
        rows.append(strip.text)
    return rows


@pytest.mark.parametrize("size", [NARROW, MIDDLE])
async def test_every_slip_fills_its_width(size, sqlite_url, clock):
    app = ConsoleApp(DeskLink(opener(sqlite_url, clock)), Settings(timezone="UTC"), clock=clock)
    paint_late(app)
    async with app.run_test(size=size):
        for n, name in enumerate(sorted(SLIPS)):
            slip = SLIPS[name](TEXTS[n % len(TEXTS)])
            await app.push_screen(slip)
            slip.take_focus()
            await still(app)
            assert harmful(app.screen, size[0]) == set(), name
            assert any("\u4e00" <= char <= "\u9fff" for char in "".join(painted(app.screen, size[0]))), name
            await app.pop_screen()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_desk(size, sqlite_url, clock, lite):
    lite.assignment.take(opened(lite, TEXT, subject=TEXT))
    async with console_at(sqlite_url, clock, size=size) as console:
        assert "enter 打开" in console.footer
        assert console.footer.rstrip().endswith("? 全部按键")
        assert " 我的，" in "".join(console.lines[:2])
        await console.press("enter")
        assert "下一步  回复" in console.text
        for key, words in (
            ("?", "快捷键：打开的工单中"),
            (":", "全部操作"),
            ("s", "等客户"),
            ("p", "的属性"),
            ("z", "其他时间"),
            ("m", "合并到另一工单"),
            ("y", "纯文本页显示"),
            ("@", "我们承诺了什么"),
            ("U", "你最近的操作"),
            ("i", "联系方式"),
            ("+", "是谁"),
        ):
            await console.press(key)
            assert words in "".join(painted(console.app.screen, size[0])), key
            await console.press("escape", "escape", "2")


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_labels_of_menu_and_palette_stand_whole(size, sqlite_url, clock, lite):
    lite.assignment.take(opened(lite, TEXT, subject=TEXT))
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("enter", "enter")
        menu = [action.label for action in registry() if action.menu]
        assert [label for label in menu[:10] if f" {label} " not in console.text] == []
        await console.press("escape", ":")
        palette = [action.label for action in registry() if action.palette]
        assert [label for label in palette[:10] if f" {label} " not in console.text] == []


async def test_the_language_changes_while_the_console_runs(sqlite_url, clock, lite):
    lite.assignment.take(opened(lite, TEXT, subject=TEXT))
    use_language("en")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "r")
        await console.type("Hello")
        await console.press("escape", ":")
        await console.type("语言")
        await console.press("enter", "2")
        assert language_in_use() == "zh_CN"
        assert "已切换为简体中文，工作台关闭前有效。要长期保留：在 " in console.text
        await console.press("escape")
        text = console.text
        for words in (
            "[我的 1]",
            " 我的，",
            "咨询，处理中",
            "下一步",
            "公开",
            "回复",
            "全部按键",
            "接下来等客户回话",
        ):
            assert words in text, words
        for words in ("Mine", "NEXT", "PUBLIC", "reply", "inquiry", "all keys", "opened"):
            assert words not in text, words
        assert console.draft == "Hello"
        await console.press("?")
        assert "写给客户" in console.text
        await console.press("escape", ":")
        await console.type("language")
        await console.press("enter", "1")
        assert "English until the console ends" in console.text
        await console.press("escape")
        assert "NEXT" in console.text
        assert "我的" not in console.text


def test_own_keys_stay_in_another_language():
    keymap = Keymap(registry(), {"ticket.reply": "ctrl+r"})
    use_language("en")
    keymap.reword(registry())
    assert keymap.by_id("ticket.reply").label == "reply"
    assert keymap.hint("ticket.reply") == "ctrl+r"
    assert {action.label for action in keymap.actions} == {action.label for action in registry()}


def test_the_reference_stands_in_columns():
    rows = [line for line in as_text(Keymap(registry())).splitlines() if line.startswith("  ")]
    tooltips = {action.tooltip for action in registry()}
    ends = {cell_len(line) - cell_len(tip) for line in rows for tip in tooltips if line.endswith(f"  {tip}")}
    assert len(ends) == 1


def test_errors_in_chinese():
    assert sentence(NotFound("ticket", 99)) == "没有工单 99。"
    assert sentence(IllegalMove("stage", "decided", "assessed", ["communicated"])) == (
        "不能从已决定改为已评估；可以改为：已告知。"
    )
    assert sentence(Refused("已经是了")) == "已经是了。"
    assert sentence(Refused("已经是了。")) == "已经是了。"


def refusals() -> Iterator[tuple[str, str]]:
    """Every sentence that an error of the desk is raised with: where, and a sample of it."""
    kinds = {"Invalid", "Refused", "UndoRefused"}
    package = Path(i18n.__file__).parent
    for source in [*package.glob("desk/*.py"), *package.glob("domain/*.py")]:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                yield from ((source.name, text) for text in map(sample, node.args) if " " in text)


def sample(text: ast.expr) -> str:
    """A text of the code with something in its blanks."""
    match text:
        case ast.Constant(value=str() as said):
            return said
        case ast.JoinedStr(values=parts):
            return "".join(sample(part) if isinstance(part, ast.Constant) else "'x'" for part in parts)
    return ""


def test_every_refusal_of_the_desk_is_known():
    found = list(refusals())
    assert len(found) > 60
    assert [(file, text) for file, text in found if told(text) == text] == []


def test_no_refusal_hides_another():
    """Of two that could mean one sentence, the one that says more stands first."""
    samples = [re.sub(r"\{\w+\}", "'x'", refusal) for refusal in REFUSALS]
    use_language("zh_CN")
    wrong = [
        text
        for text, refusal in zip(samples, REFUSALS, strict=True)
        if told(text) != re.sub(r"\{\w+\}", "'x'", i18n.looked_up(refusal))
    ]
    assert wrong == []


def test_refusals_in_chinese():
    assert sentence(Refused("a inquiry has no stages of its own to move")) == "咨询没有可推进的阶段。"
    assert sentence(Invalid("subject", "there is nothing in it")) == "无法接受：标题：内容为空。"
    use_language("en")
    assert sentence(Refused("you are on a break already")) == "You are on a break already."


async def test_a_new_answer_of_an_empty_collection_begins_in_the_interface_s_language(sqlite_url, clock):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C")
        assert "还没有常用语" in console.text
        assert "没有这样的" not in console.text
        await console.press("n")
        assert re.search(r"语言 +zh", console.text)


async def test_the_list_of_ones_own_acts_is_chinese(sqlite_url, clock, lite):
    ticket = opened(lite, kind="complaint")
    lite.assignment.take(ticket)
    lite.handling.complaint(ticket, nature="product_quality", severity=2, department="quality")
    lite.handling.tag(ticket, ["急"])
    async with console_at(sqlite_url, clock) as console:
        await console.press("U")
        (row,) = [line for line in console.lines if line.startswith("   2 ")]
        assert f"#{ticket} 商品质量，严重度 2，部门：质量" in row
