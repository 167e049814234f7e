import numpy as np

from firesale.market.redemption.closed import Closed


def test_nobody_can_redeem_and_borrowing_costs_a_fixed_fee() -> None:
    rule = Closed(fee=0.01)
    assert not rule.offered
    assert rule.queue(np.array([1.2, 3.0]), np.zeros(2)).tolist() == []
    assert rule.redemption_fee(0.0) == 1.0
    assert rule.borrowing_fee(0.3, recovery=True) == 0.01
    assert rule.raised(0.0, 10.0, 100.0) == rule.decayed(0.0, 60.0) == 0.0
