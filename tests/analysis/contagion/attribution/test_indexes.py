import numpy as np

from firesale.market.events import AssetListed, InterestAccrued, LossAbsorbed
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def interest(borrow: float, supply: float, pool: str = "p") -> InterestAccrued:
    return InterestAccrued(pool, "USD", 1.0, borrow, supply)


def loss(supply_index: float) -> LossAbsorbed:
    return LossAbsorbed("p", "socialisation", "lenders", "USD", 1.0, 1.0, supply_index)


def test_debt_grows_by_interest(written: Written) -> None:
    written.step(1).add(interest(1.1, 1.05), interest(9.0, 9.0, "q")).step(2).add(interest(1.2, 1.06))
    rebuilt = Rebuilt(written)
    index = rebuilt.indexes.debt("p", "USD")
    near(index.value, np.log([1.1, 1.2]))
    assert rebuilt.sources.table()["channel"][index.source].tolist() == ["interest"] * 2


def test_a_claim_grows_by_interest_and_falls_by_losses_each_of_which_is_a_source(written: Written) -> None:
    written.step(1).add(interest(1.1, 1.05), loss(0.9)).step(2).add(interest(1.2, 0.99), loss(0.5))
    rebuilt = Rebuilt(written)
    index = rebuilt.indexes.claim("p:USD", "p", "USD", loss_free=False)
    near(index.value, np.log([1.05, 0.9, 0.99, 0.5]))
    sources = rebuilt.sources.table().iloc[index.source]
    assert sources["channel"].tolist() == ["interest", "claim", "interest", "claim"]
    assert sources["block"].nunique() == 3


def test_a_loss_free_claim_only_grows(written: Written) -> None:
    written.step(1).add(interest(1.1, 1.05), loss(0.9)).step(2).add(interest(1.2, 0.99))
    index = Rebuilt(written).indexes.claim("p:USD", "p", "USD", loss_free=True)
    near(index.value, np.log([1.05, 1.05, 1.05 * 1.1]))


def test_a_claim_that_is_worth_nothing_has_a_logarithm_still(written: Written) -> None:
    index = Rebuilt(written.step(1).add(loss(0.0))).indexes.claim("p:USD", "p", "USD", loss_free=False)
    assert np.isfinite(index.value).all()


def test_a_threshold_may_change(written: Written) -> None:
    written.pool("p").step(1).add(AssetListed("p", "ETH", "collateral", "", "feed", 0.6))
    written.add(AssetListed("p", "ETH", "debt", "", "feed", 0.0))
    rebuilt = Rebuilt(written)
    index = rebuilt.indexes.threshold("p", "ETH")
    near(index.value, np.log([0.8, 0.6]))
    assert not index.of_worth
    assert rebuilt.sources.table()["channel"][index.source].tolist() == ["parameters"] * 2
