"""Product-sum accounting of a stability pool, against the numbers that Liquity's own tests assert.

Source: ../shared/facts/VALIDATION.md V06, `StabilityPool_SPWithdrawalTest.js` l. 86-652 of liquity/dev. Of each liquidated collateral 0.5 % goes to
the liquidator; of 100 ETH the pool gets 99.5. Expected values are printed to 1e-5.
"""

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.venues.vaults.product_sum import (
    Accumulators,
    Deposits,
    beginning,
    gains,
    with_gain,
    with_loss,
    worth,
)

TO_POOL = 0.995
Offset = tuple[float, float]


class Pool:
    """A stability pool of one collateral as its depositors see it."""

    def __init__(self) -> None:
        self.now: Accumulators = beginning(1)
        self.made: list[Deposits] = []
        self.total = 0.0

    def deposit(self, amount: float) -> None:
        self.made.append(
            Deposits(
                np.array([amount]),
                np.array([self.now.product]),
                np.array([self.now.cell]),
                self.now.sums[[self.now.cell]],
            )
        )
        self.total += amount

    def offset(self, debt: float, collateral: float) -> None:
        gained = with_gain(self.now, self.total, np.array([collateral * TO_POOL]))
        self.now, self.total = with_loss(gained, self.total, debt), self.total - debt

    def worth(self) -> FloatArray:
        return np.array([worth(deposit, self.now)[0] for deposit in self.made])

    def gains(self) -> FloatArray:
        return np.array([gains(deposit, self.now)[0, 0] for deposit in self.made])


def after(*events: float | Offset) -> Pool:
    """Deposits are numbers, offsets pairs of debt and collateral."""
    pool = Pool()
    for event in events:
        pool.offset(*event) if isinstance(event, tuple) else pool.deposit(event)
    return pool


def test_three_equal_depositors_share_one_offset() -> None:
    pool = after(10_000.0, 10_000.0, 10_000.0, (10_000.0, 100.0))
    assert pool.worth() == pytest.approx([6666.666667] * 3, abs=1e-5)
    assert pool.gains() == pytest.approx([33.166667] * 3, abs=1e-5)


def test_unequal_depositors_share_unequal_offsets() -> None:
    pool = after(2000.0, 456_000.0, 13_100.0, (207_000.0, 2160.0), (5000.0, 50.0), (46_700.0, 500.0))
    assert pool.worth() == pytest.approx([901.719380174061, 205_592.018679686, 5906.2619401401], abs=1e-5)
    assert pool.gains() == pytest.approx([11.4474633836, 2610.0216514540, 74.9808851624], abs=1e-5)


def test_who_comes_after_two_of_three_offsets_shares_the_third() -> None:
    ten = 10_000.0
    pool = after(ten, ten, ten, (ten, 100.0), (ten, 100.0), ten, (ten, 100.0))
    assert pool.worth() == pytest.approx([1666.666667] * 3 + [5000.0], abs=1e-3)
    assert pool.gains() == pytest.approx([82.916667] * 3 + [49.75], abs=1e-5)


def test_who_comes_between_two_pairs_of_offsets_shares_the_second_pair() -> None:
    pool = after(
        60_000.0, 20_000.0, 15_000.0, (10_000.0, 100.0), (25_000.0, 250.0), 25_000.0, (5000.0, 50.0), (40_000.0, 400.0)
    )
    assert pool.worth() == pytest.approx([17_832.8173, 5944.2724, 4458.2043, 11_764.7059], abs=1e-3)
    assert pool.gains() == pytest.approx([419.563467, 139.854489, 104.890867, 131.691176], abs=1e-5)


# --- P near its scale: a pool of 10,000 that loses all but 9e-9 of it, is emptied and filled again ----------------------


def nearly_emptied() -> Pool:
    """P is 9e-9. Who deposited before has gone."""
    pool = after(10_000.0, (9999.99991, 100.0))
    assert pool.now.product == pytest.approx(9e-9, rel=1e-6)  # of 10,000 so little is known to 1e-8 of it
    pool.made, pool.total = [], 0.0
    return pool


def test_a_deposit_that_spans_a_change_of_scale_loses_nine_tenths_and_gains_all() -> None:
    pool = nearly_emptied()
    pool.deposit(10_000.0)
    pool.offset(9000.0, 60.0)
    assert pool.now.cell == 1
    assert pool.worth() == pytest.approx([1000.0], rel=1e-12)
    assert pool.gains() == pytest.approx([59.7], rel=1e-12)


def test_several_deposits_that_span_a_change_of_scale_share_alike() -> None:
    """540 of 600, as in "Several deposits of varying amounts span one scale factor change": a tenth is left, 3 ETH are shared 1 : 2 : 3."""
    pool = nearly_emptied()
    for amount in (100.0, 200.0, 300.0):
        pool.deposit(amount)
    pool.offset(540.0, 3.0)
    assert pool.worth() == pytest.approx([10.0, 20.0, 30.0], rel=1e-12)
    assert pool.gains() == pytest.approx([0.4975, 0.995, 1.4925], rel=1e-12)


def test_each_pair_of_depositors_that_is_emptied_gains_from_its_own_offset() -> None:
    """Four pairs of 100, each emptied by 200 coins and 2 ETH: .995 ETH each, no coin left, and the fourth epoch."""
    pool = Pool()
    for _ in range(4):
        pool.deposit(100.0)
        pool.deposit(100.0)
        pool.offset(200.0, 2.0)
    assert pool.worth() == pytest.approx([0.0] * 8)
    assert pool.gains() == pytest.approx([0.995] * 8, rel=1e-12)
    assert pool.now.epochs[-1] == 4
