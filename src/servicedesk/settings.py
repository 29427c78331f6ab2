"""What a person has chosen: the TOML file in the config folder.

A wrong entry is refused by file, line and field. ``load`` keeps the sound entries and carries the refusals
in ``problems``, so that a broken file never stops the console; who must not guess looks at ``problems``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from servicedesk.domain.errors import BadFile
from servicedesk.i18n import _

AfterSend = Literal["next", "stay", "queue"]
Follow = Literal["rest", "enter"]

LONGEST_GRACE: Final = 3600
"""Seconds a reply may wait in the outbox at most."""
LONGEST_WAIT: Final = 30
"""Working days until a customer is asked again at most."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``grace_seconds``: how long a reply can be recalled. ``after_send``: what is shown after a reply.

    ``follow``: whether the panes beside the list show a ticket as soon as the cursor rests on it, or only on enter.

    ``ask_again_days``: working days after which a customer who is waited for is asked again; 0: not by itself.

    ``keymap`` is action id → keys, separated by commas; the console checks ids and clashes, and names a wrong one by
    its ``file:line`` in ``keymap_at``. None means: the theme that suits the terminal, the environment's language and
    time zone, the store in the data folder, the store's default person.
    """

    theme: str | None = None
    language: str | None = None
    timezone: str | None = None
    grace_seconds: int = 20
    after_send: AfterSend = "next"
    follow: Follow = "rest"
    ask_again_days: int = 2
    mouse: bool = True
    keymap: Mapping[str, str] = field(default_factory=dict)
    store: str | None = None
    handle: str | None = None
    problems: tuple[BadFile, ...] = ()
    keymap_at: Mapping[str, str] = field(default_factory=dict, compare=False)


class BrokenSettings(BadFile):
    """Everything that is wrong with the settings file; ``details`` are the first one's, ``others`` the rest."""

    def __init__(self, problems: Sequence[BadFile]) -> None:
        first, *others = problems
        place = first.details
        line = place["line"] if isinstance(place["line"], int) else None
        super().__init__(str(place["file"]), line, str(place["field"]), str(place["reason"]))
        self.message = "\n  ".join(problem.message for problem in problems)
        self.details = {**place, "others": [dict(problem.details) for problem in others]}


def load(path: Path | None = None) -> Settings:
    """The settings of ``path`` (None: the config file). Never raises for what stands in the file.

    ``problems`` are worded in the language in use; whoever takes that from the settings loads once more.
    """
    if path is None:
        from servicedesk.paths import config_file

        path = config_file()
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except UnicodeDecodeError:
        return Settings(problems=(BadFile(str(path), None, "", _("is not UTF-8 text")),))
    except OSError as error:
        return Settings(
            problems=(BadFile(str(path), None, "", _("can't be read: {reason}").format(reason=error.strerror)),)
        )
    return _parse(path, text)


def _parse(path: Path, text: str) -> Settings:
    import tomllib

    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Settings(problems=(_syntax_error(path, str(error)),))
    settings, problems = Settings(), []
    for key, value in entries.items():
        try:
            settings = _with_entry(settings, key, value)
        except _Wrong as wrong:
            problems.append(BadFile(str(path), _line_of(text, key, wrong.within), wrong.field, wrong.reason))
    places = {action: _place(path, _line_of(text, "keymap", action)) for action in settings.keymap}
    return replace(settings, problems=tuple(problems), keymap_at=places)


def _place(path: Path, line: int | None) -> str:
    return str(path) if line is None else f"{path}:{line}"


def _syntax_error(path: Path, message: str) -> BadFile:
    """The parser's own words, with its line where it tells one."""
    told = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", message)
    if told is None:
        return BadFile(str(path), None, "", _("is not TOML: {error}").format(error=message))
    return BadFile(str(path), int(told[2]), "", _("is not TOML: {error}").format(error=told[1]))


def _line_of(text: str, key: str, within: str | None) -> int | None:
    """The line on which a key is set, or the key of that table; None where the spelling hides it."""
    inside = within is None
    for number, line in enumerate(text.splitlines(), 1):
        if within is not None and re.match(rf"\s*\[\s*{re.escape(key)}\s*\]", line):
            inside = True
        elif inside and re.match(rf"""\s*\[?\s*["']?{re.escape(within or key)}["']?\s*[\]=.]""", line):
            return number
    return None


class _Wrong(Exception):
    """An entry that can't be taken. ``within`` is the key of a table's entry."""

    def __init__(self, field_name: str, reason: str, within: str | None = None) -> None:
        super().__init__(reason)
        self.field = field_name
        self.reason = reason
        self.within = within


def _with_entry(settings: Settings, key: str, value: object) -> Settings:
    match key:
        case "theme" | "handle" | "store":
            return _replaced(settings, key, _text(key, value))
        case "language":
            return replace(settings, language=_language(key, value))
        case "timezone":
            return replace(settings, timezone=_timezone(key, value))
        case "grace_seconds":
            return replace(settings, grace_seconds=_seconds(key, value))
        case "ask_again_days":
            return replace(settings, ask_again_days=_days(key, value))
        case "after_send":
            return replace(settings, after_send=_after_send(key, value))
        case "follow":
            return replace(settings, follow=_follow(key, value))
        case "mouse":
            if not isinstance(value, bool):
                raise _Wrong(key, _("expected true or false, not {value}").format(value=_shown(value)))
            return replace(settings, mouse=value)
        case "keymap":
            return replace(settings, keymap=_keymap(key, value))
        case _:
            raise _Wrong(key, _("there is no such setting; there are: {names}").format(names=", ".join(_NAMES)))


_NAMES: Final = (
    "theme",
    "language",
    "timezone",
    "grace_seconds",
    "after_send",
    "follow",
    "ask_again_days",
    "mouse",
    "keymap",
    "store",
    "handle",
)


def _replaced(settings: Settings, key: Literal["theme", "handle", "store"], text: str) -> Settings:
    match key:
        case "theme":
            return replace(settings, theme=text)
        case "handle":
            return replace(settings, handle=text)
        case "store":
            return replace(settings, store=text)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(key, _("expected a text, not {value}").format(value=_shown(value)))
    return value


def _language(key: str, value: object) -> str:
    text = _text(key, value)
    if not re.fullmatch(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*", text):
        raise _Wrong(key, _("expected a language such as en or zh_CN, not {value}").format(value=_shown(value)))
    return text.replace("-", "_")


def _timezone(key: str, value: object) -> str:
    from zoneinfo import ZoneInfo

    text = _text(key, value)
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise _Wrong(
            key, _("expected a time zone such as Europe/Berlin, not {value}").format(value=_shown(value))
        ) from None
    return text


def _seconds(key: str, value: object) -> int:
    # True is an int to Python, but not to a person.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST_GRACE:
        raise _Wrong(
            key,
            _("expected whole seconds from 0 to {most}, not {value}").format(most=LONGEST_GRACE, value=_shown(value)),
        )
    return value


def _days(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST_WAIT:
        raise _Wrong(
            key, _("expected whole days from 0 to {most}, not {value}").format(most=LONGEST_WAIT, value=_shown(value))
        )
    return value


def _after_send(key: str, value: object) -> AfterSend:
    match value:
        case "next" | "stay" | "queue":
            return value
        case _:
            raise _Wrong(key, _("expected next, stay or queue, not {value}").format(value=_shown(value)))


def _follow(key: str, value: object) -> Follow:
    match value:
        case "rest" | "enter":
            return value
        case _:
            raise _Wrong(key, _("expected rest or enter, not {value}").format(value=_shown(value)))


def _keymap(key: str, value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _Wrong(key, _("expected a table of action = keys, not {value}").format(value=_shown(value)))
    for action, keys in value.items():
        if not isinstance(keys, str) or not keys.strip():
            raise _Wrong(
                f"{key}.{action}",
                _("expected keys such as ctrl+r, not {value}").format(value=_shown(keys)),
                within=action,
            )
    return value


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return _("a table")
        case list():
            return _("a list")
        case _:
            return repr(value)
