import numpy as np
import pytest

from firesale.analysis.contagion.attribution.losses import venue_losses
from firesale.analysis.contagion.attribution.split import Losses, collect
from firesale.market.events import Liquidated
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def losses(run: Written) -> Losses:
    rebuilt = Rebuilt(run)
    pools = [venue_losses(*rebuilt.pool(name)) for name in rebuilt.histories.pools]
    return collect(pools, rebuilt.events.floats(Liquidated, "health_before"))


def two_pools(run: Written) -> Written:
    """Both positions fall with the same report, the second one further."""
    run.exchange("x").oracle("x").pool("p").pool("q").position("p", 1, 1.05).position("q", 2, 1.02)
    run.step(1).report(98.0).liquidate("q", 2)
    return run.step(2).report(90.0).liquidate("p", 1)


def test_a_change_that_occurs_in_many_losses_is_split_once(written: Written) -> None:
    run = two_pools(written).position("q", 3, 1.05).step(3).report(80.0)
    run.liquidate("q", 3).position("p", 4, 0.9)
    run.position("p", 5, 1.01).position("q", 6, 1.01).step(4).report(79.0).liquidate("p", 5).liquidate("q", 6)
    found = losses(run)
    assert found.weights.shape == (5, 4)
    assert found.weights[3:, :].nonzero()[1].tolist() == [3, 3]


def test_pairs_say_from_which_row_to_which(written: Written) -> None:
    pairs = losses(two_pools(written)).pairs
    assert list(zip(pairs.before.tolist(), pairs.after.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert pairs.quotes() == [(0,)]
    assert [name for name, _ in pairs.groups()] == [("ETH", "feed")]
    assert len(pairs.moments()) == 3


def test_weights_times_changes_are_the_losses(written: Written) -> None:
    found = losses(two_pools(written))
    near(found.log_loss, [-np.log(0.98), -np.log(90.0 / 98.0)])
    near(found.safe_health, [1.02, 1.05 * 0.98])
    changes = [
        float(np.diff(found.pairs.factors[f].at(np.array([b, a])))[0])
        for f, b, a in zip(found.pairs.factor, found.pairs.before, found.pairs.after, strict=True)
    ]
    near(-(found.weights @ np.array(changes)), found.log_loss)


@pytest.mark.parametrize("health", [0.5, 1.5])
def test_a_health_that_is_not_what_was_rebuilt_is_not_understood(written: Written, health: float) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).report(90.0)
    written.add(Liquidated("p", 9, 1, "ETH", "USD", 1.0, 0.01, 0.0, 90.0, 1.0, health, health))
    found = losses(written)
    assert (found.log_loss.tolist(), found.safe_health.tolist()) == ([0.0], [health])
    assert np.isnan(found.safe_equity).all()
    assert found.weights.nnz == 0


def test_collateral_that_is_worth_nothing_has_a_finite_loss(written: Written) -> None:
    from firesale.market.events import LossAbsorbed

    written.exchange("x").oracle("x").pool("p").pool("q", "p:USD", "USD").position("q", 1, 1.05, asset="p:USD")
    written.step(1).add(LossAbsorbed("p", "socialisation", "lenders", "USD", 1.0, 1.0, 0.0))
    found = losses(written.liquidate("q", 1, price=0.0))
    assert 600.0 < found.log_loss[0] < np.inf


def test_of_no_liquidations_there_is_nothing(written: Written) -> None:
    found = losses(written.exchange("x").oracle("x").pool("p"))
    assert found.weights.shape == (0, 0)
    assert found.pairs.moments().tolist() == []
