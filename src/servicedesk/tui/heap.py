"""How the C library keeps memory: for a program that runs all day, with threads that take turns anyway."""

from typing import Final

_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
"""Names of glibc's choices, from malloc.h."""
_LARGE: Final = 256 * 1024
"""Bytes from which a piece is the system's own again as soon as it is freed: the arrays that are learned from."""


def share_heap() -> None:
    """One heap for all threads, begun from now on; with one each, what a thread has freed is of no use to others.

    Where the C library is not glibc there is nothing to choose.
    """
    import ctypes

    try:
        choose = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    choose(_ARENA_MAX, 1)
    choose(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Give the system what was freed between pieces in use: glibc does so by itself only at a heap's end."""
    import ctypes

    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return
    trim(0)
