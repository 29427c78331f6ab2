"""Growth as text: a bar for each size and engine of an operation."""

from collections.abc import Mapping, Sequence
from typing import Final

WIDTH: Final = 40
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def curve(name: str, medians: Mapping[tuple[str, int], float], engines: Sequence[str], sizes: Sequence[int]) -> str:
    """An operation's medians (ms by engine and size) as bars of one scale, a line for each."""
    most = max(medians.values(), default=0) or 1.0
    lines = [name]
    for engine in engines:
        for size in sizes:
            if (ms := medians.get((engine, size))) is not None:
                label = engine if size == sizes[0] else ""
                lines.append(f"  {label:<11}{spelled(size):>4} {_bar(ms / most)} {ms:.2f} ms")
    return "\n".join(lines)


def _bar(share: float) -> str:
    eighths = max(1, round(share * WIDTH * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def spelled(size: int) -> str:
    """A size as a power of ten where it is one."""
    exponent = len(str(size)) - 1
    return (
        f"10{str(exponent).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}" if size == 10**exponent else str(size)
    )
