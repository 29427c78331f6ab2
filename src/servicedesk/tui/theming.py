"""Themes: files of colour tokens, turned into Textual themes.

A theme file (TOML) has ``name``, ``label``, ``dark`` and the table ``[tokens]`` with every token of ``TOKENS``.
Each token is the CSS variable of the same name: ``$ink``, ``$ground-note``, ``$at-risk`` … Widgets use nothing else.
The app returns ``variable_defaults()`` from ``get_theme_variable_defaults`` so that their CSS reads under any theme.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from textual.color import Color, ColorParseError
from textual.theme import Theme

from servicedesk.domain.errors import BadFile
from servicedesk.i18n import _

TOKENS: Final = (
    "accent",
    "overdue",
    "at-risk",
    "good",
    "ink",
    "ink-quiet",
    "ink-faint",
    "ground",
    "ground-raised",
    "ground-cursor",
    "ground-cursor-idle",
    "ground-note",
    "ground-public",
    "bar-customer",
    "bar-ours",
    "rule",
)
"""One accent, three signals, text in three strengths, grounds, the bars of a conversation, lines between panes."""

USUAL: Final = "dark"
FEW_COLOURS: Final = "sixteen"

_LAST_RESORT: Final = {
    "accent": "#80b0ff",
    "overdue": "#ff8080",
    "at-risk": "#e0c060",
    "good": "#80c090",
    "ink": "#e0e0e0",
    "ink-quiet": "#b0b0b0",
    "ink-faint": "#888888",
    "ground": "#101010",
    "ground-raised": "#1c1c1c",
    "ground-cursor": "#304060",
    "ground-cursor-idle": "#282828",
    "ground-note": "#302818",
    "ground-public": "#182830",
    "bar-customer": "#80b0ff",
    "bar-ours": "#606060",
    "rule": "#404040",
}
"""What the console is painted with when not even its own files can be read."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*\Z")
_AT_LINE: Final = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Palette:
    """A checked theme file. ``tokens`` has every token of ``TOKENS``, each a colour that Textual can read."""

    name: str
    label: str
    dark: bool
    tokens: dict[str, str]


def usual_theme() -> str:
    """The theme of somebody who has chosen none, on this terminal."""
    few = Console(force_terminal=True).color_system == "standard"
    return FEW_COLOURS if few or "NO_COLOR" in os.environ else USUAL


def variable_defaults() -> dict[str, str]:
    """Every token with a plain colour, for themes that don't bring ours."""
    return dict(_LAST_RESORT)


def folders(user: Path | None = None) -> tuple[Path, ...]:
    """Where theme files live: the package's (or, beside a source tree, the repository's), then the user's."""
    package = Path(__file__).parent.parent
    inside = package / "themes"
    beside = package.parent.parent / "themes"
    ours = inside if inside.is_dir() else beside
    return (ours,) if user is None else (ours, user)


def theme_files(user: Path | None = None) -> dict[str, Path]:
    """Name → file, by the files' names; a user's file replaces ours of the same name."""
    found: dict[str, Path] = {}
    for folder in folders(user):
        if folder.is_dir():
            found.update((path.stem, path) for path in sorted(folder.glob("*.toml")))
    return found


def load_themes(user: Path | None = None) -> tuple[list[Theme], list[BadFile]]:
    """All themes that can be read, and what is wrong with those that can't (for a notice)."""
    themes: list[Theme] = []
    broken: list[BadFile] = []
    for path in theme_files(user).values():
        try:
            themes.append(build(read(path)))
        except BadFile as problem:
            broken.append(problem)
    return themes, broken


def load_theme(name: str, user: Path | None = None) -> Theme:
    """The theme of that name; raises BadFile when it is missing or broken."""
    path = theme_files(user).get(name)
    if path is None:
        raise BadFile(f"{name}.toml", None, "", _("there is no such theme"))
    return build(read(path))


def read(path: Path) -> Palette:
    """Read and check one theme file; raises BadFile with the file, the line where known, and the field."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise BadFile(str(path), None, "", problem.strerror or _("cannot be read")) from problem
    except UnicodeDecodeError as problem:
        raise BadFile(str(path), None, "", _("is not UTF-8 text")) from problem
    palette = parse(text, str(path))
    if palette.name != path.stem:
        raise BadFile(
            str(path),
            _line_of(text, "name"),
            "name",
            _("must be {name!r}, as its file is called").format(name=path.stem),
        )
    return palette


def parse(text: str, file: str) -> Palette:
    """Check the text of a theme file; ``file`` names it in errors."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = _AT_LINE.search(str(problem))
        raise BadFile(file, int(at[1]) if at else None, "", str(problem)) from problem
    _refuse_unknown(data.keys() - {"name", "label", "dark", "tokens"}, text, file, "")
    name = _text(data, "name", text, file)
    if not _NAME.match(name):
        raise BadFile(file, _line_of(text, "name"), "name", _("only small letters, digits, - and _"))
    dark = data.get("dark", True)
    if not isinstance(dark, bool):
        raise BadFile(file, _line_of(text, "dark"), "dark", _("must be true or false"))
    label = _text(data, "label", text, file) if "label" in data else name
    return Palette(name, label, dark, _tokens(data, text, file))


def build(palette: Palette) -> Theme:
    """The Textual theme. Its own widgets (inputs, palette, scrollbars) are painted from the same tokens."""
    token = palette.tokens
    return Theme(
        name=palette.name,
        primary=token["accent"],
        secondary=token["accent"],
        accent=token["accent"],
        error=token["overdue"],
        warning=token["at-risk"],
        success=token["good"],
        foreground=token["ink"],
        background=token["ground"],
        surface=token["ground"],
        panel=token["ground-raised"],
        dark=palette.dark,
        variables={**token, **_stock_variables(token)},
    )


def _stock_variables(token: dict[str, str]) -> dict[str, str]:
    """Textual's own variables, said in our tokens."""
    return {
        "border": token["accent"],
        "border-blurred": token["rule"],
        "text-muted": token["ink-quiet"],
        "text-disabled": token["ink-faint"],
        "block-cursor-foreground": token["ink"],
        "block-cursor-background": token["ground-cursor"],
        "block-cursor-text-style": "none",
        "block-cursor-blurred-foreground": token["ink"],
        "block-cursor-blurred-background": token["ground-cursor-idle"],
        "block-hover-background": token["ground-cursor-idle"],
        "input-selection-background": token["ground-cursor"],
        "input-cursor-background": token["ink"],
        "input-cursor-foreground": token["ground"],
        "scrollbar": token["rule"],
        "scrollbar-hover": token["ink-faint"],
        "scrollbar-active": token["ink-faint"],
        "scrollbar-background": token["ground"],
        "scrollbar-background-hover": token["ground"],
        "scrollbar-background-active": token["ground"],
        "scrollbar-corner-color": token["ground"],
        "footer-background": token["ground-raised"],
        "footer-foreground": token["ink-quiet"],
        "footer-key-foreground": token["accent"],
        "footer-description-foreground": token["ink-quiet"],
    }


def _tokens(data: dict[str, object], text: str, file: str) -> dict[str, str]:
    table = data.get("tokens")
    if not isinstance(table, dict):
        raise BadFile(file, None, "tokens", _("the table [tokens] is missing"))
    _refuse_unknown(table.keys() - set(TOKENS), text, file, "tokens.")
    return dict(_colours(table, text, file))


def _colours(table: dict[str, object], text: str, file: str) -> Iterator[tuple[str, str]]:
    for name in TOKENS:
        if name not in table:
            raise BadFile(file, _line_of(text, "[tokens]"), f"tokens.{name}", _("is missing"))
        colour = table[name]
        if not isinstance(colour, str) or not _is_colour(colour):
            raise BadFile(
                file, _line_of(text, name), f"tokens.{name}", _("is not a colour: {colour!r}").format(colour=colour)
            )
        yield name, colour


def _is_colour(text: str) -> bool:
    try:
        return Color.parse(text).a == 1
    except ColorParseError:
        return False


def _text(data: dict[str, object], field: str, text: str, file: str) -> str:
    value = data.get(field)
    if not isinstance(value, str) or not value:
        raise BadFile(file, _line_of(text, field), field, _("must be a text"))
    return value


def _refuse_unknown(names: set[str], text: str, file: str, table: str) -> None:
    for name in sorted(names):
        raise BadFile(file, _line_of(text, name), f"{table}{name}", _("is not known here"))


def _line_of(text: str, field: str) -> int | None:
    """The line that sets ``field``; None when no line does."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf'\s*"?{re.escape(field)}"?\s*(=|$)', line):
            return number
    return None
