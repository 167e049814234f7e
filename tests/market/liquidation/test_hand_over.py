import numpy as np

from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.hand_over import HandOver

UNSAFE = UnsafePositions(
    health=np.array([0.9, 0.9, 0.9]),
    collateral=np.array([10.0, 10.0, 0.0]),
    debt=np.array([800.0, 800.0, 0.0]),
    total_debt_value=np.array([800.0, 800.0, 0.0]),
    collateral_price=np.full(3, 90.0),
    debt_price=np.ones(3),
    collateral_column=0,
)


def test_a_part_of_the_debt_takes_the_same_part_of_the_collateral_whatever_it_is_worth() -> None:
    terms = HandOver().settle(UNSAFE, np.array([200.0, 5_000.0, 10.0]))
    assert terms.repaid.tolist() == [200.0, 800.0, 0.0]
    assert terms.seized.tolist() == [2.5, 10.0, 0.0]
    assert not terms.protocol_fee.any()


def test_all_of_it_may_be_repaid() -> None:
    assert HandOver().largest_repayment(UNSAFE).tolist() == [800.0, 800.0, 0.0]
