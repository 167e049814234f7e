import math

import pytest

from firesale.analysis.contagion.exposures.shocks import moved, uniform_fall
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.analysis.contagion.exposures.write_downs import direct_losses, settled_losses
from firesale.market.events import AssetListed, Borrowed, CollateralPosted, Supplied
from tests.analysis.conftest import RunBuilder


def test_a_direct_loss_is_debt_that_collateral_no_longer_covers(opened: State) -> None:
    """ETH at 40: 600 owed on 400 in `first`, which has 1500; 100 owed on 80 in `second`, which has 800."""
    after = moved(opened, uniform_fall(opened, 0.6))
    assert direct_losses(opened, after).to_dict() == pytest.approx({"first": 200 / 1500, "second": 20 / 800})


def test_a_write_down_within_the_cushion_of_who_pledged_goes_no_further(opened: State) -> None:
    """The 500 tokens of account 2 are then worth 433 and it owes 400."""
    after = moved(opened, uniform_fall(opened, 0.6))
    assert settled_losses(opened, after).to_dict() == pytest.approx({"first": 200 / 1500, "second": 20 / 800})


def test_beyond_it_the_lenders_of_the_next_pool_lose(opened: State) -> None:
    """ETH at 10: `first` loses 500 of 1500; the 500 tokens are worth 333.3 against 400 owed; account 4 owes 100 on 20 in `second`."""
    after = moved(opened, uniform_fall(opened, 0.9))
    assert settled_losses(opened, after).to_dict() == pytest.approx(
        {"first": 1 / 3, "second": (80 + 400 - 1000 / 3) / 800}
    )


def test_two_pools_that_hold_each_others_tokens_settle_where_both_agree(run: RunBuilder) -> None:
    """a loses 10 + 100 b of 200 and b loses 100 a of 200, with tokens pledged to the full: a = 1/20 + b/2, b = a/2, so a = 1/15."""
    run.price("ETH", [1.0])
    for pool, other in (("a", "b"), ("b", "a")):
        run.pool(pool).at(0, AssetListed(pool, f"{pool}:USD", "receipt", "USD", "", 0.0))
        run.at(0, AssetListed(pool, f"{other}:USD", "collateral", "USD", "", 0.9))
    for pool, other, account in (("a", "b", 1), ("b", "a", 2)):
        run.at(0, Supplied(pool, 2 if pool == "a" else 1, "USD", 200.0, 200.0, "opening"))
        run.at(
            0,
            CollateralPosted(pool, account, f"{other}:USD", 100.0, "opening"),
            Borrowed(pool, account, "USD", 100.0, "opening"),
        )
    run.at(0, CollateralPosted("a", 3, "ETH", 20.0, "opening"), Borrowed("a", 3, "USD", 20.0, "opening"))
    state = state_at(run.tables())
    after = moved(state, uniform_fall(state, 0.5))
    assert settled_losses(state, after).to_dict() == pytest.approx({"a": 1 / 15, "b": 1 / 30})


def test_a_pool_that_lends_nothing_has_no_share_to_lose(run: RunBuilder) -> None:
    state = state_at(run.pool("empty").price("ETH", [1.0]).tables())
    assert math.isnan(direct_losses(state, state)["empty"])
    assert math.isnan(settled_losses(state, state)["empty"])
