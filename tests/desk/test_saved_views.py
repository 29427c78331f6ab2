"""Saved views: one's own, everybody's, their order."""

import pytest

from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused


def names(desk: Desk) -> list[str]:
    return [view.name for view in desk.saved_views.all()]


def test_ones_own_view_is_seen_by_nobody_else(desk: Desk) -> None:
    saved = desk.saved_views.save("Rugs", 'is:live "rug"', "-updated")
    assert (saved.own, saved.filter, saved.sort) == (True, 'is:live "rug"', "-updated")
    assert names(desk)[-1] == "Rugs"
    assert desk.queue.views()[-1] == saved
    ana = desk.acting_as("ana")
    assert "Rugs" not in names(ana)
    with pytest.raises(NotFound):
        ana.saved_views.remove(saved.id)
    assert ana.saved_views.save("Rugs", "is:live").name == "Rugs"


def test_everybodys_views_are_the_supervisors(desk: Desk) -> None:
    shared = desk.saved_views.all()[0]
    for change in (
        lambda: desk.saved_views.save("All", "is:all", shared=True),
        lambda: desk.saved_views.rename(shared.id, "Ours"),
        lambda: desk.saved_views.remove(shared.id),
        lambda: desk.saved_views.move(shared.id, 1),
    ):
        with pytest.raises(Forbidden):
            change()
    sup = desk.acting_as("sup")
    assert not sup.saved_views.save("All", "is:all", shared=True).own
    assert "All" in names(desk)
    sup.saved_views.rename(shared.id, "Ours")
    assert "Ours" in names(desk)


@pytest.mark.parametrize(
    ("name", "filter_text", "sort"),
    [
        ("", "", "due"),
        ("x" * 25, "", "due"),
        ("a", "kind:", "due"),
        ("a", "", "size"),
        ("a", "is:live", "remind"),
        ("\x1b", "", "due"),
    ],
)
def test_what_cannot_be_saved(desk: Desk, name: str, filter_text: str, sort: str) -> None:
    with pytest.raises(Invalid):
        desk.saved_views.save(name, filter_text, sort)


def test_a_name_is_there_once(desk: Desk) -> None:
    desk.saved_views.save("Rugs", "")
    with pytest.raises(Refused):
        desk.saved_views.save(" rugs ", "")
    with pytest.raises(Refused):
        desk.saved_views.save("mine", "")


def test_renamed_moved_and_removed(desk: Desk) -> None:
    first, second, third = (desk.saved_views.save(name, "") for name in ("A", "B", "C"))
    desk.saved_views.move(third.id, -2)
    assert names(desk)[-3:] == ["C", "A", "B"]
    desk.saved_views.move(first.id, -9)
    assert names(desk)[-3:] == ["A", "C", "B"]
    desk.saved_views.move(first.id, 9)
    assert names(desk)[-3:] == ["C", "B", "A"]
    desk.saved_views.rename(second.id, "  Bed   linen ")
    assert names(desk)[-2] == "Bed linen"
    desk.saved_views.remove(first.id)
    assert names(desk)[-1] == "Bed linen"
    with pytest.raises(NotFound):
        desk.saved_views.rename(first.id, "D")


def test_the_last_view_stays(desk: Desk) -> None:
    sup = desk.acting_as("sup")
    *others, last = sup.saved_views.all()
    for view in others:
        sup.saved_views.remove(view.id)
    with pytest.raises(Refused):
        sup.saved_views.remove(last.id)
