"""Statements in tests are compiled once a process: every test opens stores of its own, and each would compile anew.

SQLAlchemy keeps what it compiled with the engine, under the engine's dialect. Here engines of the same kind share it.
"""

from functools import wraps
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.engine import Compiled
from sqlalchemy.util import LRUCache

Key = tuple[object, ...]
MOST: Final = 5_000
"""Statements that are kept."""
_compiled: "LRUCache[Key, Compiled]" = LRUCache(MOST)
_begin = Engine.__init__


class _Shared:
    """What an engine keeps compiled statements in. The first part of a key is the dialect."""

    def get(self, key: Key) -> Compiled | None:
        return _compiled.get(_of_its_kind(key))

    def __setitem__(self, key: Key, compiled: Compiled) -> None:
        _compiled[_of_its_kind(key)] = compiled


def _of_its_kind(key: Key) -> Key:
    dialect, *rest = key
    return type(dialect), getattr(dialect, "server_version_info", None), *rest


@wraps(_begin)
def _begin_sharing(engine: Engine, *given: object, **named: object) -> None:
    _begin(engine, *given, **named)  # type: ignore[arg-type]
    engine._compiled_cache = _Shared()  # type: ignore[assignment]


def compile_once() -> None:
    """From now on."""
    Engine.__init__ = _begin_sharing  # type: ignore[method-assign]
