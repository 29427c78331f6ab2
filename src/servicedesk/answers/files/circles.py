"""Answers that include each other in a circle. Linear in what is included, however long a circle is."""

from collections.abc import Iterator, Mapping, Sequence


def circles(includes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Circles that share no code; when all their codes are taken out, no circle is left.

    ``includes``: code → the codes it names. Those that aren't keys lead nowhere.
    """
    left = {code: [other for other in others if other in includes] for code, others in includes.items()}
    _drop_ends(left)
    while left:
        found = _walked(left)
        yield found
        for code in found:
            del left[code]
        for code, others in left.items():
            left[code] = [other for other in others if other in left]
        _drop_ends(left)


def _walked(left: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Every code leads to another one, so a walk comes back to where it has been."""
    places: dict[str, int] = {}
    code = next(iter(left))
    while code not in places:
        places[code] = len(places)
        code = left[code][0]
    return tuple(places)[places[code] :]


def _drop_ends(left: dict[str, list[str]]) -> None:
    """Take out, again and again, what leads nowhere."""
    named_by: dict[str, list[str]] = {}
    for code, others in left.items():
        for other in others:
            named_by.setdefault(other, []).append(code)
    count = {code: len(others) for code, others in left.items()}
    ends = [code for code, others in count.items() if not others]
    while ends:
        end = ends.pop()
        del left[end]
        for code in named_by.get(end, ()):
            count[code] -= 1
            if not count[code]:
                ends.append(code)
    for code, others in left.items():
        left[code] = [other for other in others if other in left]
