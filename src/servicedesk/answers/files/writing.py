"""Answers into files: what is written is read again as the same answers."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.parts import FIELDS
from servicedesk.answers.files.source import CSV, JSONL
from servicedesk.domain.events import Json

_FORMULA: Final = re.compile(r"'*\s*[=+\-@＝＋－＠]")
_SPLITS: Final = re.compile(r"[;|\r\n]|^\s|\s$")
_UNPLAIN: Final = re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML holds only as an escape."""
_LOOSE: Final = re.compile(r"^\s|\s$|[ \xa0]\n")
"""Blanks that a block can't show."""


def written(answers: Iterable[Answer], form: str) -> str:
    """The text of a file in that format: yaml, jsonl or csv."""
    entries = [entry_of(answer) for answer in answers]
    if form == JSONL:
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    return _csv(entries) if form == CSV else _yaml(entries)


def entry_of(answer: Answer) -> dict[str, Json]:
    """An answer as a file has it: without what is empty."""
    actions: list[Json] = [{str(action.what): action.value} for action in answer.actions]
    found: dict[str, Json] = {
        "code": answer.code,
        "title": answer.title,
        "language": answer.language,
        "folder": answer.folder,
        "owner": answer.owner,
        "kinds": [*sorted(answer.kinds)],
        "stages": [*sorted(answer.stages)],
        "natures": [*sorted(answer.natures)],
        "lifecycle": [*sorted(answer.lifecycle)],
        "parcels": [*sorted(answer.parcels)],
        "words": [*answer.words],
        "actions": actions,
        "body": answer.body,
        "examples": [*answer.examples],
    }
    return {name: value for name, value in found.items() if value or name == "body"}


def _csv(entries: Sequence[Mapping[str, Json]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for entry in entries:
        writer.writerow([_cell(name, entry.get(name, "")) for name in FIELDS])
    return out.getvalue()


def _cell(name: str, value: Json) -> str:
    if isinstance(value, list):
        items = [_item(item) for item in value]
        joined = ("\n" if name == "examples" else "; ").join(items)
        split = any(_SPLITS.search(item) for item in items) or joined.startswith("[")
        text = json.dumps(items, ensure_ascii=False) if split else joined
    else:
        text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _item(value: Json) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}={wanted}" for name, wanted in value.items())
    return str(value)


def _yaml(entries: Sequence[Mapping[str, Json]]) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Long texts as blocks, lists indented below their names."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value))

    def row(dumper: yaml.SafeDumper, value: _Row) -> yaml.SequenceNode:
        return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)

    Dumper.add_representer(str, text)
    Dumper.add_representer(_Row, row)
    parts = [
        yaml.dump([_in_rows(entry)], Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
        for entry in entries
    ]
    return "\n".join(parts) or "[]\n"


def _style(text: str) -> str | None:
    if _UNPLAIN.search(text):
        return '"'
    return "|" if "\n" in text and not _LOOSE.search(text) else None


class _Row(list[Json]):
    """A list that stands on one line."""


def _in_rows(entry: Mapping[str, Json]) -> dict[str, Json]:
    return {
        name: _Row(value) if isinstance(value, list) and name not in ("examples", "actions") else value
        for name, value in entry.items()
    }
