from tests.builders import assert_sound, opened
import pytest

@pytest.mark.parametrize("n", range(6))
def test_one(desk, n):
    ticket = opened(desk)
    assert desk.queue.row(ticket).status == "new"
    assert_sound(desk)
