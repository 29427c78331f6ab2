"""A store of N tickets that never happened: for demos, benchmarks and tests. The same seed tells the same stories."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from servicedesk.desk.generation.season import Season
from servicedesk.desk.generation.writing import Writing
from servicedesk.desk.work import ActIds, SeededEntropy, Work
from servicedesk.domain.errors import Invalid
from servicedesk.domain.roles import Permission
from servicedesk.store.bulk.drafts import Origin
from servicedesk.store.bulk.loading import Loading, without_collecting
from servicedesk.store.bulk.pace import Pace
from servicedesk.store.generated import shop

Progress = Callable[[int, int | None], None]


class Generation:
    def __init__(self, work: Work) -> None:
        self._work = replace(work, via="seed")

    def generate(
        self,
        count: int,
        *,
        seed: int = 1,
        now: datetime | None = None,
        messages: int = 0,
        progress: Progress | None = None,
        exclusive: bool = False,
        pace: Pace | None = None,
    ) -> int:
        """Add ``count`` tickets, marked as generated, with customers and orders; returns how many.

        They use the products, people and teams of the store where it has some. The same seed, ``now`` and store give
        the same tickets, byte for byte. A ticket is settled after at least so many ``messages``. ``exclusive`` writes
        more at a time and lets others wait for it. Raises Forbidden, Invalid.
        """
        self._work.require(Permission.IMPORT)
        if count < 0:
            raise Invalid("count", f"{count} is less than none")
        with self._work.store.read() as connection:
            found = shop(connection)
        season = Season(found, count, seed, now or self._work.clock.now(), messages)
        entropy = SeededEntropy(season.random.getrandbits(64))
        work = replace(self._work, entropy=entropy, act_ids=ActIds(entropy))
        origin = Origin(work.new_act_id(season.now), season.now, "system", work.via, work.salt)
        with Loading(work.store, pace, exclusive=exclusive) as loading, without_collecting():
            writing = Writing(work, origin, season, loading)
            while groups := season.next_groups(loading.pace.size):
                writing.take(groups)
                if progress is not None:
                    progress(writing.done, count)
            writing.settle()
            if progress is not None:
                progress(writing.done, count)
        return writing.done
