import math

import numpy as np

from firesale.analysis.contagion.attribution.change_causes import OWNER
from firesale.analysis.contagion.attribution.losses import VenueLosses, venue_losses
from firesale.market.events import Liquidated
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def losses(run: Written) -> VenueLosses:
    return venue_losses(*Rebuilt(run).pool())


def opened(run: Written) -> Written:
    return run.oracle().pool("p").position("p", 1, 1.05, debt=80.0)


def test_a_liquidation_loses_from_when_the_position_was_last_safe(written: Written) -> None:
    found = losses(opened(written).step(1).report(90.0).liquidate("p", 1))
    near([found.safe_health[0], found.health[0]], [1.05, 1.05 * 0.9])
    near(found.safe_equity, [105.0 - 80.0])
    near(found.terms.weight, [1.0])


def test_half_closings_in_a_row_share_their_past(written: Written) -> None:
    """The second is followed over the first: the same fall made both unsafe, and the first halving changed no health."""
    run = opened(written).step(1).report(90.0).liquidate("p", 1, part=0.5).step(2).report(85.0).liquidate("p", 1)
    found = losses(run)
    assert found.number.tolist() == [0, 1]
    assert found.terms.liquidation.tolist().count(1) == 2
    near(found.safe_health, [1.05, 1.05])
    assert found.own.liquidation.tolist() == [1]
    assert found.own.parent.tolist() == [0]
    near(found.own.health, [0.0])


def test_a_vain_rescue_is_nobody_s_liquidation(written: Written) -> None:
    run = opened(written).step(1).report(90.0).top_up("p", 1, 0.021).step(2).report(85.0).liquidate("p", 1)
    own = losses(run).own
    assert (own.parent.tolist(), own.cause.tolist()) == ([-1], [OWNER])
    near(own.health, [math.log(1.071 / 1.05)])
    near(own.equity, [0.0])  # what an owner pays in is no gain


def test_a_position_that_nobody_saw_opened_is_left_out(written: Written) -> None:
    written.oracle().pool("p").add(Liquidated("p", 9, 1, "ETH", "USD", 1.0, 1.0, 0.0, 100.0, 1.0, 0.9, 0.9))
    assert losses(written).number.tolist() == []


def test_terms_stand_by_their_liquidation(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.05).position("p", 2, 1.10).step(1).report(94.0).liquidate("p", 1)
    found = losses(written.step(2).report(90.0).liquidate("p", 2))
    assert np.bincount(found.terms.liquidation).tolist() == [1, 1]
    assert found.terms.after.tolist() == [1, 2]
