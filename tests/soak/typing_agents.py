"""Agents at real consoles: keys typed into a terminal, the console killed in the middle of a word.

The one who types is a process of its own, which nobody kills: it knows which key was sent and which was on the screen
when, and looks afterwards which of them are in the draft.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep, time
from typing import Any, Final

from bench.pty_driver import Seen, Terminal
from tests.soak.agents import Agent, Post, patiently
from tests.soak.ledger import TYPED

from servicedesk.tui.draft_journal import DraftJournal

PIECE: Final = 7
"""Characters typed between two looks at the screen."""
PIECES: Final = 12
CUSTOMER: Final = "pty@example.com"
SEND: Final = "\x13"
"""ctrl+s"""
FIND: Final = "\x0f"
"""ctrl+o"""
APPEARS: Final = 60.0
"""Seconds within which a console shows what it should."""
CALM: Final = 4.0
"""Seconds after a trouble of the store's within which a draft may be older."""


@dataclass(frozen=True)
class Key:
    """When so many characters had been sent, and when the last of them was on the screen (None: never seen)."""

    count: int
    sent: float
    shown: float | None


class Typist(Agent):
    """Opens a ticket, takes it, writes an answer at a console that is killed, looks at the draft, sends it or not."""

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._home = Path(post.folder) / f"home-{post.handle}"

    def work(self) -> None:
        while not self._weather.over:
            self._round()

    def _round(self) -> None:
        subject = self._word()
        opened = self._act(
            {
                "act": "open",
                "word": subject,
                "kind": "inquiry",
                "subject": subject,
                "priority": "urgent",
                "customer": CUSTOMER,
            }
        )
        ticket = opened.get("ticket")
        if ticket is None:
            return
        self._act({"act": "take", "word": self._word(), "ticket": ticket})
        word = self._word()
        text = f"{word} " + " ".join(f"{self._random.getrandbits(24):06x}" for _ in range(PIECES))
        kept = ""
        with self._console(subject, ticket) as terminal:
            if terminal is not None and not self._weather.over:
                kept = self._type_and_kill(terminal, ticket, word, text)
        if word in kept and self._random.random() < 0.7 and not self._weather.over:
            self._send(ticket, subject, word)
        self._act({"act": "status", "word": self._word(), "ticket": ticket, "status": "resolved"})

    @contextmanager
    def _console(self, subject: str, ticket: int) -> Iterator[Terminal | None]:
        """A console with the ticket open; None where it never showed it."""
        homes = {f"XDG_{name}_HOME": str(self._home / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        command = [sys.executable, "-m", "servicedesk", "--store", self._post.named_url, "--as", self._post.handle]
        with Terminal(command, environment=homes) as terminal:
            there = terminal.wait_until(self._sees(subject), timeout=APPEARS)
            if there is not None and not self._weather.over:
                # Not always the first of its list: one that was refused to be resolved may stand above it.
                terminal.press(FIND, self._sees("Find a number"), timeout=APPEARS)
                terminal.press(str(ticket), self._sees(f"#{ticket} "), timeout=APPEARS)
                there = terminal.press("\r", self._sees_title(ticket), timeout=APPEARS).seen
            if there is None:
                self._ledger.write(console="never showed its ticket", screen=terminal.lines)
            yield terminal if there is not None else None

    def _sees(self, text: str) -> Seen:
        """Whether a screen shows it; True also when the run is over, so that nobody waits for anything then."""
        return lambda lines: self._weather.over or any(text in line for line in lines)

    def _sees_title(self, ticket: int) -> Seen:
        """Whether the ticket stands in its pane's title."""
        return lambda lines: self._weather.over or f"#{ticket} " in lines[1]

    def _type_and_kill(self, terminal: Terminal, ticket: int, word: str, text: str) -> str:
        """Returns the draft that is left."""
        # To whom it goes is filled in once the console has its store open: from then on drafts are kept.
        terminal.press("r", self._sees("PUBLIC"), self._sees(CUSTOMER), timeout=APPEARS)
        self._ledger.write(types=word, ticket=ticket, at=time())
        last = self._random.randrange(len(text) // 3, len(text))
        keys = list(self._type(terminal, text[:last]))
        sleep(self._random.choice((0.0, 0.2, 0.6, 1.2)) * self._random.random())
        terminal.kill()
        killed = perf_counter()
        drafts = patiently(lambda: self._desk.drafts.load(ticket))
        stored = "".join(draft.body for draft in drafts if draft.mode == "reply")
        kept = max(stored, self._waiting(ticket), key=len)
        calm = self._weather.calm(CALM)
        self._ledger.write(killed=word, at=time(), calm=calm, stored=len(stored), **_ages(text, kept, keys, killed))
        return kept

    def _waiting(self, ticket: int) -> str:
        """What killed consoles have left for the next one, which puts it into the draft."""
        journal = DraftJournal(self._home / "DATA" / "servicedesk" / "unsaved", self._post.named_url, self._post.handle)
        left = [words[(ticket, "reply")] for _file, words in journal.left() if (ticket, "reply") in words]
        return max(left, key=len, default="")

    def _type(self, terminal: Terminal, text: str) -> Iterator[Key]:
        for start in range(0, len(text), PIECE):
            piece = text[start : start + PIECE]
            last_word = text[: start + len(piece)].rsplit(maxsplit=1)[-1]
            sent = perf_counter()
            response = terminal.press(piece, self._sees(last_word), quiet=0.02)
            yield Key(start + len(piece), sent, None if response.seen is None else sent + response.seen)

    def _send(self, ticket: int, subject: str, word: str) -> None:
        """Take the draft up again at another console, send it by keys, and kill that one at any moment after."""
        with self._console(subject, ticket) as terminal:
            if terminal is None or self._weather.over:
                return
            terminal.wait_until(self._sees(word), timeout=10.0)
            terminal.press("r", self._sees("ctrl+s send"), timeout=10.0)
            self._number += 1
            number, plan = self._number, {"act": TYPED, "ticket": ticket, "word": word}
            self._ledger.write(about=TYPED, n=number, id=f"{self._post.handle}-{number}", word=word, plan=plan)
            # Where somebody wrote meanwhile, the console shows that first; the same key goes on.
            if terminal.press(SEND, self._sees("Send to"), timeout=5.0).seen is None:
                terminal.press(SEND, self._sees("Send to"), timeout=10.0)
            terminal.write("1")
            if self._random.random() < 0.5:
                self._hear(terminal, number, f"Reply to #{ticket} ")
            else:
                sleep(self._random.random() * 0.3)
            terminal.kill()
        self._weather.count(self._post.place)

    def _hear(self, terminal: Terminal, number: int, answer: str) -> None:
        """The console's word that the reply is stored; without it the act stays in doubt."""
        heard = terminal.wait_until(self._sees(answer), timeout=10.0)
        if self._weather.over:
            return
        if heard is None:
            self._ledger.write(console="did not say that the reply is stored", screen=terminal.lines)
        else:
            self._ledger.write(n=number, outcome="done", answer={"act_id": None})


def _ages(text: str, kept: str, keys: list[Key], killed: float) -> dict[str, Any]:
    """How old the draft was: since when a key is missing, by when it was sent and by when it was shown."""
    missing = [key for key in keys if key.count > len(kept)]
    shown = [key.shown for key in missing if key.shown is not None]
    return {
        "whole": text.startswith(kept),
        "typed": keys[-1].count if keys else 0,
        "kept": len(kept),
        "age_sent": round(killed - missing[0].sent, 3) if missing else 0.0,
        "age_shown": round(killed - shown[0], 3) if shown else 0.0,
        "echo": round(median([key.shown - key.sent for key in keys if key.shown is not None] or [0.0]), 3),
    }


def work(post: Post) -> None:
    """What the process of a typist does."""
    Typist(post).work()
