"""The message catalogue: the template is fresh, every text can be found by it, and a translation is really shown."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from servicedesk import i18n
from servicedesk.cli.app import run
from servicedesk.i18n import _, ngettext, use_language
from servicedesk.tui.actions import registry

PACKAGE = Path(i18n.__file__).parent
TEMPLATE = PACKAGE / "locales" / "servicedesk.pot"
CATALOGUES = sorted((PACKAGE / "locales").glob("*/LC_MESSAGES/servicedesk.po"))
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "later": None,
}
TEXTS = {"_": slice(1), "ngettext": slice(2), "pgettext": slice(2), "later": slice(1)}

Id = str | tuple[str, ...]
Key = tuple[str | None, Id]


def in_the_code() -> set[Key]:
    """The message ids that the sources ask for, as ``make messages`` finds them."""
    found = extract_from_dir(PACKAGE, keywords=KEYWORDS)
    return {(context, message) for _file, _line, message, _comments, context in found}


def read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, domain=i18n.DOMAIN)


def in_catalogue(file: Path) -> set[Key]:
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id)) for message in texts(file)
    }


def texts(file: Path) -> list[Message]:
    return [message for message in read(file) if message.id]


def test_the_template_is_fresh() -> None:
    code, template = in_the_code(), in_catalogue(TEMPLATE)
    assert (code - template, template - code) == (set(), set()), "run: make messages"


def calls(source: Path) -> Iterator[tuple[int, ast.expr]]:
    """Line and text of every call of ``_``, ``ngettext`` and ``pgettext``."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            yield from ((node.lineno, text) for text in node.args[TEXTS[node.func.id]])


def test_every_text_is_a_literal() -> None:
    """An f-string or a variable inside ``_()`` is in no catalogue: it would stay English in every language."""
    sources = sorted(PACKAGE.rglob("*.py"))
    assert any("tui" in source.parts for source in sources)
    assert not [
        f"{source.relative_to(PACKAGE)}:{line}"
        for source in sources
        for line, text in calls(source)
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str))
    ]


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_every_text_is_translated(file: Path) -> None:
    assert in_catalogue(file) == in_catalogue(TEMPLATE), "run: make messages"
    assert [message.id for message in texts(file) if not all(forms_of(message)) or message.fuzzy] == []


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_translations_keep_their_blanks(file: Path) -> None:
    """Each ``{name}`` of the text stands in its translation, and no other: of a plural, those of its many."""
    wrong = []
    for message in texts(file):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        wrong += [(source, form) for form in forms_of(message) if blanks(form) != blanks(source)]
    assert wrong == []


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_the_compiled_catalogue_is_fresh(file: Path) -> None:
    """The repository has it compiled, so that a fresh clone speaks every language without a tool."""
    compiled = BytesIO()
    write_mo(compiled, read(file))
    # Compared outside the assertion: pytest would explain the difference of two such files for hours.
    fresh = file.with_suffix(".mo").read_bytes() == compiled.getvalue()
    assert fresh, "run: make messages"


def forms_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def blanks(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{[^}]*\}|%%.", text)))


def test_there_is_chinese() -> None:
    assert "zh_CN" in i18n.languages()
    use_language("zh_CN")
    try:
        assert (i18n.language_in_use(), _("ticket")) == ("zh_CN", "工单")
        assert _("open") != i18n.pgettext("act", "open")
        assert ngettext("{n} ticket", "{n} tickets", 1) == ngettext("{n} ticket", "{n} tickets", 5) == "{n} 个工单"
    finally:
        use_language(None)


@pytest.mark.parametrize("named", ["zh", "zh-CN", "zh_CN.UTF-8", "zh_Hans", "zh-Hans-CN", "zh_SG.UTF-8"])
def test_chinese_by_its_other_names(named: str) -> None:
    use_language(named)
    try:
        assert _("ticket") == "工单"
    finally:
        use_language(None)


@pytest.fixture
def welsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue of four plural forms, compiled in a folder of its own; afterwards the environment's again."""
    catalogue = Catalog(locale="cy", domain=i18n.DOMAIN)
    catalogue.add("reply", "ateb")
    catalogue.add("The customer-service console of a web shop. Without a command it opens the console.", "Siop")
    catalogue.add(("{n} h", "{n} h"), [f"{{n}} awr {form}" for form in range(catalogue.num_plurals)])
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    (folder / f"{i18n.DOMAIN}.mo").write_bytes(compiled.getvalue())
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    yield
    monkeypatch.undo()
    use_language(None)


@pytest.mark.usefixtures("welsh")
def test_a_compiled_catalogue_is_used_and_the_rest_stays_english() -> None:
    use_language("cy")
    assert (_("reply"), _("note")) == ("ateb", "note")
    assert len({ngettext("{n} h", "{n} h", n) for n in (1, 2, 8, 5)}) > 1
    assert {action.id: action.label for action in registry()}["ticket.reply"] == "ateb"
    use_language("en")
    assert _("reply") == "reply"


@pytest.mark.usefixtures("welsh")
def test_the_environment_chooses_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "cy_GB.UTF-8")
    use_language(None)
    assert _("reply") == "ateb"


@pytest.mark.usefixtures("welsh")
def test_lang_on_the_command_line_chooses_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert run(["--lang", "cy", "--help"]) == 0
    assert "Siop" in capsys.readouterr().out


@pytest.mark.parametrize("other", ["您", "顾客", "检验", "未办结", "逾期", "严重程度", "张工单", "搁置"])
def test_one_thing_has_one_word_in_chinese(other: str) -> None:
    """你 the agent, 客户, 查验, 未结, 超时, 严重度, 个工单, 稍后."""
    catalogue = next(file for file in CATALOGUES if file.parts[-3] == "zh_CN")
    told = [str(message.string) for message in texts(catalogue)]
    assert [text for text in told if other in text] == []
