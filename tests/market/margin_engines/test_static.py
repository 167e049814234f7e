import pytest

from firesale.market.errors import BadValueError
from firesale.market.margin_engines.static import Static
from tests.market.margin_engines.seen import after, seen


def test_it_asks_for_what_the_rule_says_whatever_happens() -> None:
    assert after(Static(), seen(0.0, 100.0, 100.0), seen(3600.0, 10.0, 1.0)).demand.haircut.tolist() == [0.2, 0.3]


def test_a_floor_and_a_ceiling_hold_from_the_start() -> None:
    assert after(Static(floor=0.25, ceiling=0.28), seen(0.0, 1.0, 1.0)).demand.haircut.tolist() == [0.25, 0.28]


def test_a_floor_above_the_ceiling_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Static.floor: received 0.5; allowed: not above ceiling"):
        Static(floor=0.5, ceiling=0.4)
