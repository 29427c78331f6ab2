"""A file goes in piece by piece: what the one made, the next one knows, and what breaks off leaves those before."""

from dataclasses import replace

import pytest
from tests.builders import assert_sound
from tests.imports.in_pieces import records, take_in

from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.bulk.rows import BulkRows
from servicedesk.store.database import Connection


def test_customers_of_a_piece_before_are_joined(sup: Desk):
    assert take_in(sup, records(90), 10).created == 90
    rows = sup.queue.page("is:all", limit=200).rows
    whose = {sup.tickets.customer(row.id).id for row in rows}
    assert len(whose) == 9
    assert_sound(sup)


def test_a_record_told_again_in_the_next_piece_is_no_second_ticket(sup: Desk):
    summary = take_in(sup, [*records(10), *records(10), *records(30)], 10)
    assert (summary.created, summary.unchanged) == (30, 20)
    assert sup.queue.total("is:all") == 30
    assert_sound(sup)


def test_progress_is_what_is_in_the_store(sup: Desk):
    seen = []
    take_in(sup, records(45), 10, progress=lambda done, _: seen.append((done, sup.queue.total("is:all"))))
    assert [done for done, _ in seen] == [10, 20, 30, 40, 45]
    assert all(done == there for done, there in seen)


def test_how_many_there_will_be_is_told_by_the_lines_so_far(sup: Desk):
    seen = []
    take_in(sup, records(45), 10, lines=46, progress=lambda done, total: seen.append((done, total)))
    assert list(dict.fromkeys(done for done, _ in seen)) == [10, 20, 30, 40, 45]
    assert all(41 <= total <= 46 for _, total in seen)
    assert seen[-1] == (45, 45)


def test_how_many_there_will_be_of_rows_over_several_lines(sup: Desk):
    seen = []
    long = [replace(record, line=3 * record.line) for record in records(40)]
    take_in(sup, long, 10, lines=126, progress=lambda done, total: seen.append((done, total)))
    assert all(38 <= total <= 42 for _, total in seen)
    assert seen[-1] == (40, 40)


def test_a_piece_that_fails_ends_the_run_and_what_came_before_stays(sup: Desk, monkeypatch: pytest.MonkeyPatch):
    write, left = BulkRows.write, [1, 1]

    def failing(self: BulkRows, connection: Connection) -> None:
        write(self, connection)
        if not left:
            raise StoreUnavailable("the disk is full", address="")
        left.pop()

    monkeypatch.setattr(BulkRows, "write", failing)
    with pytest.raises(StoreUnavailable, match="full"):
        take_in(sup, records(60), 10)
    assert sup.queue.total("is:all") == 20
    assert_sound(sup)


def test_a_source_that_breaks_off_leaves_what_was_written(sup: Desk):
    def breaking():
        yield from records(20)
        raise ValueError("the file ends here")

    with pytest.raises(ValueError, match="ends here"):
        take_in(sup, breaking(), 10)
    assert sup.queue.total("is:all") == 20
    assert_sound(sup)


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
def test_postgresql_has_counted_what_was_loaded(sup: Desk):
    take_in(sup, records(600), 200)
    with sup.imports._work.store.read() as connection:
        counted = connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'tickets'").scalar_one()
    assert counted == 600
