import math

import numpy as np

from firesale.market.events import AssetListed, InterestAccrued, LossAbsorbed
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def test_a_value_is_the_one_just_before_the_event(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0)
    at = written.step(1).log.mark()
    _, pool = Rebuilt(written.report(90.0).liquidate("p", 1)).pool()
    near(pool.counted(np.array([at, at + 1]))[:, 0], [80.0, 72.0])
    near(pool.worth(np.array([at, at + 1]))[:, 0], [100.0, 90.0])


def test_debt_weighs_its_price_with_interest(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0).step(1).add(InterestAccrued("p", "USD", 8.0, 1.1, 1.05))
    _, pool = Rebuilt(written.liquidate("p", 1)).pool()
    near(pool.owed(np.array([written.log.mark()])), [[1.1]])


def test_health_is_what_counts_over_what_is_owed(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.05, debt=80.0).step(1).report(90.0).liquidate("p", 1)
    changes, pool = Rebuilt(written).pool()
    near(pool.health(changes, np.array([2]), changes.moment[[2]]), [1.05 * 0.9])
    near(pool.equity(changes, np.array([2]), changes.moment[[2]]), [1.05 * 90.0 - 80.0])


def test_without_debt_health_is_infinite(written: Written) -> None:
    changes, pool = Rebuilt(written.oracle().pool("p").position("p", 1, 1.0).liquidate("p", 1)).pool()
    assert pool.health(changes, np.array([0, 1]), changes.moment[[0, 1]]).tolist() == [math.inf, math.inf]


def test_a_threshold_counts_and_is_not_worth_anything(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0).step(1)
    written.add(AssetListed("p", "ETH", "collateral", "", "feed", 0.4)).liquidate("p", 1)
    _, pool = Rebuilt(written).pool()
    end = np.array([written.log.mark()])
    near([pool.counted(end)[0, 0], pool.worth(end)[0, 0]], [40.0, 100.0])


def test_what_changes_before_anybody_acts_in_a_round_is_one_phase(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0)
    start = written.step(1).log.mark()
    written.add(InterestAccrued("p", "USD", 8.0, 1.1, 1.05)).report(90.0).round(1)
    later = written.log.mark()
    _, pool = Rebuilt(written.report(80.0).liquidate("p", 1)).pool()
    assert pool.phases[-2:].tolist() == [start, later]


def test_each_loss_of_lenders_is_a_phase(written: Written) -> None:
    written.oracle().pool("p").pool("q", "p:USD", "USD").position("q", 1, 1.0, asset="p:USD").step(1)
    at = written.log.mark()
    for index in (0.9, 0.8):
        written.add(LossAbsorbed("p", "socialisation", "lenders", "USD", 1.0, 1.0, index))
    _, pool = Rebuilt(written.liquidate("q", 1, price=0.8)).pool("q")
    assert pool.phases[-2:].tolist() == [at, at + 1]
