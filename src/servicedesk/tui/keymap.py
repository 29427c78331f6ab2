"""Which key does what, after the user's own choices. Wrong choices are refused by name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.actions import Action, Group, Scope

QUIT = "console.quit"
UNBOUND = "none"
"""What stands in ``[keymap]`` for an act that shall have no key."""

_NAMES = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "comma": ",",
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "full_stop": ".",
    "at": "@",
    "plus": "+",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
_CHINESE_SIGNS = {"。": ".", "、": "/", "【": "[", "】": "]", "「": "[", "」": "]"}
"""What the keys ``. / [ ]`` give while a Chinese input method is on."""
_NAMED = frozenset(
    {"escape", "enter", "tab", "space", "pageup", "pagedown", "home", "end", "up", "down", "left", "right"}
    | {"backspace", "delete", "insert"}
    | {f"f{n}" for n in range(1, 25)}
)
_SHOWN = {
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_MODIFIERS = frozenset({"ctrl", "shift", "super"})
"""Without alt: terminals send it as escape and the letter, which count as two keys here."""


class BadKeymap(DeskError):
    """A ``[keymap]`` that can't be used. ``details``: ``action``, ``key``, ``reason``; ``at``: file and line."""

    code = "bad_keymap"

    def __init__(self, action: str, key: str, reason: str, at: str = "") -> None:
        said = f"[keymap] {action}: {reason}"
        super().__init__(f"{at}: {said}" if at else said, action=action, key=key, reason=reason, at=at)


def key_name(key: str) -> str:
    """The one spelling of a key: a printable character as itself, full-width ones as their ASCII twins."""
    key = _NAMES.get(key.lower(), key) if len(key) > 1 else key
    if key == " ":
        return "space"
    if len(key) == 1:
        return half_width(key)
    *modifiers, last = key.split("+") if not key.endswith("++") else [*key[:-2].split("+"), "+"]
    if not modifiers:
        return key.lower()
    return "+".join([*sorted(m.lower() for m in modifiers), _NAMES.get(last.lower(), last).lower()])


def half_width(character: str) -> str:
    """A full-width form, or what Chinese input makes of a key, as the ASCII sign of that key (？ as ?).

    Anything else is as it is.
    """
    if "！" <= character <= "～" or character == "\u3000":
        return unicodedata.normalize("NFKC", character)
    return _CHINESE_SIGNS.get(character, character)


def shown(key: str) -> str:
    """A key as help and footer print it."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _SHOWN.get(last, last)])


class Keymap:
    """Actions by key and scope. Building one raises BadKeymap when the user's overrides can't be.

    ``places``: where each override was written, for what is said of a wrong one.
    """

    def __init__(
        self,
        actions: Sequence[Action],
        overrides: Mapping[str, str | Sequence[str]] | None = None,
        places: Mapping[str, str] | None = None,
    ) -> None:
        self._overrides = frozenset(overrides or ())
        self._places = places or {}
        self.actions = tuple(actions)
        self._by_id = {action.id: action for action in actions}
        self._keys = {action.id: tuple(key_name(key) for key in action.keys) for action in actions}
        for action_id, wanted in (overrides or {}).items():
            self._keys[action_id] = self._wanted(action_id, wanted)
        if not self._keys[QUIT]:
            raise self._bad(QUIT, "", _("it needs a key, or nobody could leave"))
        self._by_key = self._index()
        self._reachable: dict[Scope, tuple[Action, ...]] = {}

    def reword(self, actions: Sequence[Action]) -> None:
        """Take the same actions, worded in another language; every key stays."""
        self.actions = tuple(actions)
        self._by_id = {action.id: action for action in actions}
        self._by_key = self._index()
        self._reachable = {}

    def _wanted(self, action_id: str, wanted: str | Sequence[str]) -> tuple[str, ...]:
        action = self._by_id.get(action_id)
        if action is None:
            raise self._bad(action_id, "", _("there is no such action; `servicedesk keys` lists them"))
        words = re.split(r"[\s,]+", wanted) if isinstance(wanted, str) else list(wanted)
        keys = tuple(key_name(word) for word in words if word and word != UNBOUND)
        for key in keys:
            if wrong := _wrong_with(action, key):
                raise self._bad(action.id, key, wrong)
        return keys

    def _bad(self, action_id: str, key: str, reason: str) -> BadKeymap:
        return BadKeymap(action_id, key, reason, self._places.get(action_id, ""))

    def _index(self) -> dict[tuple[Scope, str], Action]:
        taken: dict[tuple[Scope, str], Action] = {}
        for action in self.actions:
            for key in self._keys[action.id]:
                for scope in _reach(action.scope):
                    other = taken.setdefault((scope, key), action)
                    if other is not action:
                        raise self._clash(action, other, key)
        return taken

    def _clash(self, action: Action, other: Action, key: str) -> BadKeymap:
        """Two actions with one key: the one that the user gave it is at fault."""
        if action.id not in self._overrides:
            action, other = other, action
        reason = _("{key} is taken by {other} in the same place").format(key=shown(key), other=other.id)
        return self._bad(action.id, key, reason)

    def action(self, scope: Scope, key: str) -> Action | None:
        """What ``key`` does in ``scope`` (QUEUE, TICKET, COMPOSER, or ANYWHERE for the side panes)."""
        return self._by_key.get((scope, key))

    @property
    def moves(self) -> frozenset[str]:
        """The characters that only move about in command places."""
        found = {key for action in self.actions if action.group is Group.MOVE for key in self._keys[action.id]}
        return frozenset(" " if key == "space" else key for key in found if len(key) == 1 or key == "space")

    def knows(self, action_id: str) -> bool:
        return action_id in self._by_id

    def by_id(self, action_id: str) -> Action:
        return self._by_id[action_id]

    def keys(self, action_id: str) -> tuple[str, ...]:
        return self._keys[action_id]

    def hint(self, action_id: str) -> str:
        """The first key of an action as it is shown; empty when it has none."""
        keys = self._keys[action_id]
        return shown(keys[0]) if keys else ""

    def reachable(self, scope: Scope) -> tuple[Action, ...]:
        """The actions that have a key in ``scope``, in the registry's order."""
        found = self._reachable.get(scope)
        if found is None:
            found = self._reachable[scope] = tuple(
                action for action in self.actions if scope in _reach(action.scope) and self._keys[action.id]
            )
        return found


def _reach(scope: Scope) -> tuple[Scope, ...]:
    if scope is Scope.ANYWHERE:
        return (Scope.ANYWHERE, Scope.QUEUE, Scope.TICKET)
    return (scope,)


def _wrong_with(action: Action, key: str) -> str:
    """Why an action can't have this key; empty where it can."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    known = len(last) == 1 or last in _NAMED
    if not known or not _MODIFIERS.issuperset(modifiers):
        return _("{key} is not the name of a key").format(key=key)
    if action.scope is Scope.COMPOSER and len(key) == 1:
        return _("{key} would be typed into the text; take one with ctrl").format(key=key)
    return ""
