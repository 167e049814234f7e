import numpy as np

from firesale.market.events import AssetListed, Borrowed, CollateralPosted, InterestAccrued, PriceReported
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def rich(run: Written) -> Written:
    """Two collaterals and two debts, ETH on both sides, while everything moves."""
    run.oracle().pool("p").add(
        AssetListed("p", "DAI", "collateral", "", "feed", 0.7), AssetListed("p", "ETH", "debt", "", "feed", 0.0)
    )
    run.add(PriceReported("feed", "DAI", 1.0, run.log.mark(), 0.0), CollateralPosted("p", 1, "DAI", 300.0, ""))
    run.add(Borrowed("p", 1, "ETH", 1.0, "")).position("p", 1, 1.0, debt=100.0)
    run.step(1).add(InterestAccrued("p", "USD", 1.0, 1.02, 1.01), InterestAccrued("p", "ETH", 1.0, 1.05, 1.01))
    run.add(PriceReported("feed", "DAI", 0.8, run.log.mark(), 0.0)).report(110.0)
    return run.add(AssetListed("p", "ETH", "collateral", "", "feed", 0.6)).liquidate("p", 1)


def test_terms_add_up_to_the_change_of_health_and_of_equity(written: Written) -> None:
    changes, pool = Rebuilt(rich(written)).pool()
    row = np.array([len(changes.moment) - 1])
    start = changes.moment.copy()
    start[row] = changes.moment[row - 1] + 1
    terms = pool.terms(changes, start, row)
    moved = np.array(
        [pool.distinct[f].at(np.array([b, a])) for f, b, a in zip(terms.factor, terms.before, terms.after, strict=True)]
    )
    moved = moved[:, 1] - moved[:, 0]
    health = [pool.health(changes, row, at)[0] for at in (start[row], changes.moment[row])]
    equity = [pool.equity(changes, row, at)[0] for at in (start[row], changes.moment[row])]
    near((terms.weight * moved).sum(), np.log(health[1] / health[0]))
    near((terms.worth * moved).sum(), equity[1] - equity[0])
    assert len(terms.row) == 6  # pledged: DAI, ETH and its threshold; owed: interest of USD, ETH and its interest


def test_what_is_on_both_sides_helps_and_harms(written: Written) -> None:
    changes, pool = Rebuilt(rich(written)).pool()
    row = np.array([len(changes.moment) - 1])
    start = np.where(np.arange(len(changes.moment)) == row, changes.moment[row - 1] + 1, changes.moment)
    terms = pool.terms(changes, start, row)
    eth = [i for i, factor in enumerate(pool.distinct) if (factor.asset, factor.oracle) == ("ETH", "feed")]
    weights = terms.weight[np.isin(terms.factor, eth)]
    assert sorted(np.sign(weights)) == [-1.0, 1.0]


def test_a_threshold_takes_no_equity(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0).step(1)
    written.add(AssetListed("p", "ETH", "collateral", "", "feed", 0.4)).liquidate("p", 1)
    changes, pool = Rebuilt(written).pool()
    start = changes.moment - np.array([0, 0, 4])
    (weight,), (worth,) = (getattr(pool.terms(changes, start, np.array([2])), name) for name in ("weight", "worth"))
    assert (weight, worth) == (1.0, 0.0)


def test_where_nothing_changed_there_are_no_terms(written: Written) -> None:
    changes, pool = Rebuilt(written.oracle().pool("p").position("p", 1, 1.0).liquidate("p", 1)).pool()
    assert len(pool.terms(changes, changes.moment, np.array([2])).row) == 0
