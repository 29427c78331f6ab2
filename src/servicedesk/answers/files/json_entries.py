"""JSON lines, one answer a line; and one JSON list of answers, which other programs export."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from servicedesk.answers.files.parts import Entry, Odd, Part, Value, Wrong
from servicedesk.answers.files.source import Source

_BETWEEN: Final = re.compile(r"[\s,]*")


def json_entries(source: Source) -> Iterator[Entry | Wrong]:
    first = next((line for line in source.lines if line.strip()), "")
    if first.lstrip().startswith("["):
        yield from _items(source)
        return
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            continue
        try:
            yield Entry(number, number, _part(number, json.loads(line, object_pairs_hook=_Pairs)))
        except RecursionError:
            yield Wrong(number, "", "is nested too deep")
        except ValueError as error:
            yield Wrong(number, "", f"is not JSON: {error}")


def _items(source: Source) -> Iterator[Entry | Wrong]:
    """Of one list over the whole file, read one by one so that each has its line."""
    text = "".join(line.rstrip("\r\n") + "\n" for line in source.lines)
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs)
    place, line = text.index("[") + 1, 1
    counted = 0
    while (item := _BETWEEN.match(text, place)) and text[item.end() : item.end() + 1] not in ("]", ""):
        line, counted = line + text.count("\n", counted, item.end()), item.end()
        try:
            value, place = decoder.raw_decode(text, item.end())
        except RecursionError:
            yield Wrong(line, "", "is nested too deep; nothing was read from here on")
            return
        except ValueError as error:
            yield Wrong(line, "", f"is not JSON: {str(error).partition(':')[0]}; nothing was read from here on")
            return
        yield Entry(line, line + text.count("\n", counted, place), _part(line, value))


class _Pairs(list[tuple[str, object]]):
    """An object as it stands: json would drop all but the last of equal names."""


def _part(line: int, value: object) -> Part:
    return Part(line, _value(line, value))


def _value(line: int, value: object) -> Value:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, _Pairs):
        return _named(line, value)
    if isinstance(value, list):
        return tuple(_part(line, one) for one in value)
    return Odd(f"expected a text, not {json.dumps(value)[:40]}")


def _named(line: int, pairs: Sequence[tuple[str, object]]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for name, value in pairs:
        found[name] = Part(line, Odd("stands twice")) if name in found else _part(line, value)
    return found
