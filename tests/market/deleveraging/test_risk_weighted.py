import pytest

from firesale.market.deleveraging.risk_weighted import RiskWeighted
from tests.market.deleveraging.lines import line


def test_who_is_twice_as_levered_gives_twice_as_much() -> None:
    """Equal positions of 400; values of 100 and 200 are leverage 4 and 2."""
    closed = RiskWeighted().closed(3.0, line([4.0, 4.0], [1.0, 1.0], [100.0, 200.0]), 0.0)
    assert closed.tolist() == pytest.approx([2.0, 1.0])


def test_power_zero_is_plain_pro_rata() -> None:
    closed = RiskWeighted(power=0.0).closed(3.0, line([4.0, 2.0], [1.0, -1.0], [100.0, 200.0]), 0.0)
    assert closed.tolist() == pytest.approx([2.0, 1.0])
