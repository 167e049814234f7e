import numpy as np
import pytest

from firesale.agents.arbitrageur.coin_trades import best_redemption, redemption_profit
from firesale.agents.arbitrageur.redeemer import Redeemer
from firesale.market.actions import Swap
from firesale.market.events import Borrowed, Redeemed
from firesale.market.market import Market
from tests.agents.playing import cohort_of, market_of, play
from tests.market.venues.vaults.making import vaults_of
from tests.markets import give, held, refusals

OWNER, SELLER = 9, 8
STRATEGY = Redeemer(vaults="vaults", coin_exchange="coins", exchange="deep")


def with_vaults(owed: float = 500_000.0) -> Market:
    market = market_of()
    give(market, OWNER, "ETH", 500.0)
    vaults_of(market).borrowers.place(np.array([OWNER]), np.array([[500.0]]), np.array([[owed]]), "opening")
    return market


def at_a_discount() -> Market:
    """Somebody has sold coins until they trade below 0.85."""
    market = with_vaults()
    vaults_of(market).found(np.array([SELLER]), np.array([10_000.0]))
    sale = Swap(account=SELLER, venue="coins", asset_in="COIN", asset_out="USDC", amount_in=10_000.0)
    assert refusals(market, sale) == []
    assert market.look().price("COIN") < 0.85
    return market


def test_below_the_peg_it_buys_redeems_and_sells_until_the_last_coin_earns_nothing() -> None:
    market = at_a_discount()
    give(market, 0, "USDC", 1e6)
    public = market.look()
    coins, collateral, vaults = public.curve("coins"), public.curve("deep"), public.vaults("vaults")
    best = best_redemption(coins, collateral, vaults)
    most = redemption_profit(coins, collateral, vaults, best)
    assert most > max(redemption_profit(coins, collateral, vaults, best * part) for part in (0.9, 1.1)) > 0.0
    assert play(market, cohort_of(STRATEGY, 1)) == []
    assert held(market, 0, "USDC") - 1e6 == pytest.approx(most, rel=1e-3)
    assert market.site.log.table(Redeemed)["borrower"].tolist() == [OWNER]


def test_one_redemption_makes_the_next_one_smaller() -> None:
    market = at_a_discount()
    give(market, 0, "USDC", 1e6)
    for moment in (1, 2, 3):
        assert play(market, cohort_of(STRATEGY, 1), moment) == []
    amounts = market.site.log.table(Redeemed)["amount"]
    assert len(amounts) > 1
    assert np.all(np.diff(amounts) < 0.0)


def test_a_cohort_takes_turns_and_closes_the_gap_once() -> None:
    market = at_a_discount()
    for account in range(3):
        give(market, account, "USDC", 3000.0)
    assert play(market, cohort_of(STRATEGY, 3)) == []
    assert all(held(market, account, "USDC") > 3000.0 for account in range(2))


def test_at_the_peg_it_does_nothing() -> None:
    market = with_vaults()
    give(market, 0, "USDC", 1e6)
    give(market, 0, "ETH", 100.0)
    assert play(market, cohort_of(STRATEGY, 1)) == []
    assert held(market, 0, "USDC") == 1e6


def test_above_the_peg_it_mints_and_sells() -> None:
    market = with_vaults()
    give(market, SELLER, "USDC", 10_000.0)
    purchase = Swap(account=SELLER, venue="coins", asset_in="USDC", asset_out="COIN", amount_in=10_000.0)
    assert refusals(market, purchase) == []
    assert market.look().price("COIN") > 1.1
    give(market, 0, "ETH", 100.0)
    assert play(market, cohort_of(STRATEGY, 1)) == []
    assert 0 in market.site.log.table(Borrowed)["account"].tolist()
    assert market.look().curve("coins").marginal_sale(0.0) == pytest.approx(1.005, rel=1e-4)
    assert held(market, 0, "USDC") > 1.005 * 4000.0
