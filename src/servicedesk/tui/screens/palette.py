"""The palette: every act by a part of its name, whatever its key."""

from collections.abc import Sequence

from servicedesk.i18n import _
from servicedesk.tui.actions import Action
from servicedesk.tui.keymap import Keymap, shown
from servicedesk.tui.place import Place
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.widgets.choice_list import Choice

MIN_LIKENESS = 75
"""Below this (of 100) a label that doesn't hold the letters in order is no match."""


def palette(keymap: Keymap, place: Place) -> Finder[str]:
    """The palette over what can be done at ``place``; it answers the chosen action's id."""
    acts = tuple(action for action in keymap.actions if action.palette)

    async def source(text: str) -> Sequence[Choice[str]]:
        return [_choice(keymap, action, place) for action in ranked(acts, text)]

    return Finder(_("Every act"), source)


def _choice(keymap: Keymap, action: Action, place: Place) -> Choice[str]:
    keys = " ".join(shown(key) for key in keymap.keys(action.id))
    hint = f"{action.tooltip}  ({keys})" if keys else action.tooltip
    return Choice(action.id, action.label, hint, action.why_not(place))


def ranked(acts: Sequence[Action], text: str) -> list[Action]:
    """The acts whose label or id holds the letters of ``text`` in order, or nearly so; best first.

    Never Textual's own matcher: it is exponential and reads markup in what it matches.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return list(acts)
    scored = [(_score(action, wanted), n, action) for n, action in enumerate(acts)]
    return [action for score, _n, action in sorted(scored, key=lambda s: (-s[0], s[1])) if score > 0]


def _score(action: Action, wanted: str) -> float:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    best = 0.0
    for weight, name in ((1.0, action.label.casefold()), (0.8, action.id), (0.5, action.tooltip.casefold())):
        if name.startswith(wanted):
            score = 300.0
        elif any(word.startswith(wanted) for word in name.split()):
            score = 250.0
        elif wanted in name:
            score = 200.0
        elif weight > 0.5 and LCSseq.similarity(wanted, name) >= len(wanted):
            score = 100.0 + fuzz.ratio(wanted, name)
        elif weight == 1.0 and (likeness := fuzz.partial_ratio(wanted, name)) >= MIN_LIKENESS and len(wanted) > 2:
            score = likeness / 2
        else:
            continue
        best = max(best, score * weight)
    return best
