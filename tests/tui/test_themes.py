"""Every shipped theme reads, is readable, and says all tokens; a broken one names file, line and field."""

from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.color import Color

from servicedesk.domain.errors import BadFile
from servicedesk.tui import theming

SHIPPED = sorted(theming.theme_files())
FULL = [name for name in SHIPPED if name != theming.FEW_COLOURS]
GROUNDS = ("ground", "ground-raised", "ground-cursor", "ground-cursor-idle", "ground-note", "ground-public")
GOOD = (theming.folders()[0] / "dark.toml").read_text(encoding="utf-8")


def contrast(text: str, ground: str) -> float:
    """WCAG's ratio."""

    def luminance(colour: str) -> float:
        parts = [value / 255 for value in Color.parse(colour).rgb]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(text), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_five_themes_ship() -> None:
    assert {"dark", "light", "high_contrast", "colour_blind", "sixteen"} <= set(SHIPPED)
    themes, broken = theming.load_themes()
    assert not broken
    assert sorted(theme.name for theme in themes) == SHIPPED


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(name: str, ground: str) -> None:
    tokens = theming.read(theming.theme_files()[name]).tokens
    strict = name == "high_contrast"
    for token in ("ink", "accent", "overdue", "at-risk", "good"):
        assert contrast(tokens[token], tokens[ground]) >= (6 if strict else 4.5), token
    assert contrast(tokens["ink-quiet"], tokens[ground]) >= (7 if strict else 4.5)
    assert contrast(tokens["ink-faint"], tokens[ground]) >= (5.5 if strict else 3)


@pytest.mark.parametrize("name", FULL)
def test_text_comes_in_three_strengths_and_grounds_differ(name: str) -> None:
    tokens = theming.read(theming.theme_files()[name]).tokens
    strengths = [contrast(tokens[token], tokens["ground"]) for token in ("ink", "ink-quiet", "ink-faint")]
    assert strengths == sorted(strengths, reverse=True)
    assert len({tokens[ground] for ground in GROUNDS}) == len(GROUNDS)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_token_is_a_variable(name: str) -> None:
    theme = theming.load_theme(name)
    assert theme.name == name
    assert set(theming.TOKENS) <= theme.variables.keys()
    assert set(theming.variable_defaults()) == set(theming.TOKENS)


XTERM = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
VGA = (
    *("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"),
    *("#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"),
)
"""How xterm and the Linux console draw the sixteen."""


@pytest.mark.parametrize("palette", [XTERM, VGA], ids=["xterm", "vga"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_sixteen_colours_are_readable(palette: tuple[str, ...], ground: str) -> None:
    """As the terminal draws them after Rich has named the nearest of its sixteen."""
    numbers = {name: sixteenth(colour) for name, colour in sixteen().items()}
    for token in ("ink", "ink-quiet", "ink-faint", "accent", "at-risk", "good", "bar-customer", "bar-ours"):
        assert contrast(palette[numbers[token]], palette[numbers[ground]]) >= 4.5, token
    # An overdue time has its "!" too.
    assert contrast(palette[numbers["overdue"]], palette[numbers[ground]]) >= 2.9


def test_of_sixteen_colours_each_token_is_one() -> None:
    tokens = sixteen()
    numbers = {name: sixteenth(colour) for name, colour in tokens.items()}
    assert {name: VGA[number] for name, number in numbers.items()} == tokens
    assert all(numbers[ground] < 8 for ground in GROUNDS)  # brighter grounds are not everywhere
    assert numbers["ground-cursor"] != numbers["ground"]
    assert numbers["ground-note"] != numbers["ground-public"]
    assert len({numbers[signal] for signal in ("accent", "overdue", "at-risk", "good", "ink")}) == 5


@pytest.mark.parametrize(
    ("terminal", "theme"),
    [
        ({"TERM": "xterm"}, "sixteen"),
        ({"TERM": "linux"}, "sixteen"),
        ({"TERM": "screen"}, "sixteen"),
        ({"TERM": "xterm-256color"}, "dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dark"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "sixteen"),
    ],
)
def test_few_colours_get_the_theme_made_of_them(monkeypatch, terminal: dict[str, str], theme: str) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in terminal.items():
        monkeypatch.setenv(name, value)
    assert theming.usual_theme() == theme


def sixteen() -> dict[str, str]:
    return theming.read(theming.theme_files()[theming.FEW_COLOURS]).tokens


def sixteenth(colour: str) -> int:
    """Which of the sixteen Rich sends for a colour."""
    number = Color.parse(colour).rich_color.downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('accent = "#7cb7ff"', 'accent = "bluish"', "tokens.accent", "not a colour"),
        ('accent = "#7cb7ff"', "accent = 7", "tokens.accent", "not a colour"),
        ('accent = "#7cb7ff"', 'accent = "#7cb7ff80"', "tokens.accent", "not a colour"),
        ('accent = "#7cb7ff"', "", "tokens.accent", "missing"),
        ('accent = "#7cb7ff"', 'accnt = "#7cb7ff"', "tokens.accnt", "not known"),
        ("dark = true", 'dark = "yes"', "dark", "true or false"),
        ('name = "dark"', "", "name", "must be a text"),
        ('name = "dark"', 'name = "My Theme"', "name", "small letters"),
        ('label = "Dark"', 'colour = "Dark"', "colour", "not known"),
        ("[tokens]", "[token]", "token", "not known"),
        ("[tokens]", "", "accent", "not known"),
        ("[tokens]", "[tokens", "", "line"),
    ],
)
def test_a_broken_file_names_line_and_field(old: str, new: str, field: str, says: str) -> None:
    text = GOOD.replace(old, new, 1)
    with pytest.raises(BadFile) as caught:
        theming.parse(text, "mine.toml")
    assert caught.value.details["file"] == "mine.toml"
    assert caught.value.details["field"] == field
    assert says in str(caught.value)


def test_the_line_is_named() -> None:
    text = GOOD.replace('good = "#86c99a"', 'good = "greenish"')
    with pytest.raises(BadFile, match=r"mine\.toml:\d+: tokens\.good: is not a colour: 'greenish'") as caught:
        theming.parse(text, "mine.toml")
    line = caught.value.details["line"]
    assert text.splitlines()[line - 1].startswith("good")


def test_a_users_file_joins_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "dark.toml").write_text(GOOD.replace("#7cb7ff", "#123456"), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(GOOD.replace('name = "dark"', 'name = "mine"'), encoding="utf-8")
    (tmp_path / "torn.toml").write_bytes(b"\xff\xfe name")
    themes, broken = theming.load_themes(tmp_path)
    assert {"mine", "light"} <= {theme.name for theme in themes}
    assert next(theme for theme in themes if theme.name == "dark").primary == "#123456"
    assert [Path(str(problem.details["file"])).name for problem in broken] == ["torn.toml"]


def test_a_theme_that_is_not_there_is_said() -> None:
    with pytest.raises(BadFile, match="there is no such theme"):
        theming.load_theme("purple")
