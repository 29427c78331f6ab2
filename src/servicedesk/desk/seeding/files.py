"""YAML that people write, read with the place of every value, so that a mistake is named by file, line and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import Composer

from servicedesk.domain.errors import BadFile

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's plain value and the line of each of its parts."""

    file: str
    value: object
    lines: Mapping[Where, int]

    def line(self, where: Where) -> int | None:
        """The line of a value, or of what holds it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where)

    def bad(self, where: Where, reason: str) -> BadFile:
        """An error at a place of this file."""
        return BadFile(self.file, self.line(where), ".".join(str(part) for part in where), reason)


def read_yaml(path: Path, shown: str) -> Document:
    """Read one file; raises BadFile. ``shown`` is how errors name it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadFile(shown, None, "", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise BadFile(shown, None, "", "is not UTF-8") from error
    loader: yaml.SafeLoader | yaml.CSafeLoader | None = None
    try:
        loader = _loader(text)
        node = loader.get_single_node()
        lines: dict[Where, int] = {}
        if node is not None:
            _note_lines(node, (), lines, shown)
        value = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadFile(shown, None if mark is None else mark.line + 1, "", error.problem or "is not YAML") from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadFile(shown, None, "", f"is not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise BadFile(shown, None, "", "is nested too deep, or a part of itself") from error
    finally:
        if loader is not None:
            loader.dispose()
    return Document(shown, value, lines)


def _loader(text: str) -> yaml.SafeLoader | yaml.CSafeLoader:
    """libyaml cuts the text into events where it is there, ten times as fast.

    Nodes are made of them in Python all the same: there a file nested too deep is an error and no crash.
    """
    if not yaml.__with_libyaml__:
        return yaml.SafeLoader(text)

    class Loader(Composer, yaml.CSafeLoader):
        def __init__(self) -> None:
            yaml.CSafeLoader.__init__(self, text)
            Composer.__init__(self)

    return Loader()


def _note_lines(node: yaml.Node, where: Where, lines: dict[Where, int], shown: str) -> None:
    """Raises BadFile for a name that stands twice: the parser would take the last one and drop the others silently."""
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place, line = (*where, str(key.value)), key.start_mark.line + 1
            if place in lines:
                raise BadFile(shown, line, ".".join(map(str, place)), f"stands twice; first in line {lines[place]}")
            _note_lines(value, place, lines, shown)
            lines[place] = line
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*where, index), lines, shown)


def one(document: Document, model: type[Model]) -> Model:
    """The whole file as a model; raises BadFile for the first thing that doesn't fit."""
    return _fit(document, document.value, (), model)


def many(documents: Iterable[Document], model: type[Model]) -> list[tuple[Model, Document, int]]:
    """The items of files that hold lists, each with its file and index; raises BadFile."""
    found = []
    for document in documents:
        items = document.value if document.value is not None else []
        if not isinstance(items, list):
            raise document.bad((), "a list is expected")
        found += [(_fit(document, item, (index,), model), document, index) for index, item in enumerate(items)]
    return found


def _fit(document: Document, value: object, where: Where, model: type[Model]) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(part for part in first["loc"] if part != "[key]")
        raise document.bad((*where, *place), first["msg"].removeprefix("Value error, ")) from error
