"""Style sheets in tests are parsed once a process: each console and each screen of it would parse the same again.

Textual keeps what it parsed with each style sheet, and copies of a sheet share it; here all sheets share it that have
the same variables.
"""

from functools import wraps

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parse = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


@wraps(_parse)
def _parse_rules(
    sheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    variables = tuple(sorted(sheet._variables.items()))
    key = (css, read_from, is_default_rules, tie_breaker, scope, variables)
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
    return _parsed[key]


def parse_once() -> None:
    """From now on no style sheet of this process is parsed twice with the same variables."""
    Stylesheet._parse_rules = _parse_rules  # type: ignore[method-assign]
