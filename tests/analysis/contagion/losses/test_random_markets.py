"""Losses add up in markets where anything may happen, and what is uncovered is what the venue itself still lacks."""

import numpy as np
import pytest

from firesale.market.events import FundDrawn, PositionDeleveraged
from firesale.market.market import Market
from firesale.market.venues.vaults.vaults import VaultsOpening
from tests.analysis.contagion.losses.lossy import losses_of
from tests.invariants import test_random_clearing as random_clearing
from tests.invariants import test_random_vaults as random_vaults
from tests.market.venues.perpetuals.margins import begin, market_of, venue_of
from tests.market.venues.vaults.making import vaults_of
from tests.markets import pool_of, set_price


def happened(market: Market, *kinds: type) -> bool:
    return any(len(market.site.log.table(kind)["step"]) for kind in kinds)


def played(terms: VaultsOpening, seed: int) -> Market:
    """Vaults of two collaterals, redeemed and closed in steps of an hour, while ETH falls."""
    market, rng = random_vaults.world(terms), np.random.default_rng(seed)
    for step in range(40):
        market.site.log.step, market.site.log.time = step, 3600.0 * step
        set_price(market, "ETH", float(2000.0 * np.exp(rng.normal(-0.03 * step, 0.3))))
        market.accrue(3600.0)
        market.execute([random_vaults.random_action(rng) for _ in range(6)], step)
        for borrower in market.look().credit("vaults").unsafe.account[:1].tolist():
            market.execute([random_vaults.closing(terms, borrower)], step)
        market.absorb()
    return market


@pytest.mark.parametrize(
    ("terms", "paths"),
    [
        (random_vaults.VAULTS, {"stability_pool", "redistribution"}),
        (random_vaults.STRICT, {"stability_pool", "redistribution"}),
        (random_vaults.AUCTIONLESS, {"reserves", "recapitalisation"}),
    ],
    ids=["plain", "strict", "spread"],
)
def test_losses_of_vaults_add_up(terms: VaultsOpening, paths: set[str]) -> None:
    walked: set[str] = set()
    for seed in range(4):
        market = played(terms, seed)
        table = losses_of(market, "USD").table
        walked |= set(table["path"])
        open_ = table[table["path"] == "uncovered"].groupby("venue")["amount"].sum()
        deficits = {"vaults": vaults_of(market).mint.deficit[0], "pool": pool_of(market).reserves.deficit[0]}
        for venue, deficit in deficits.items():
            assert open_.get(venue, 0.0) == pytest.approx(float(deficit), rel=1e-9, abs=1e-7)
    assert paths <= walked, walked


@pytest.mark.parametrize("seed", range(4))
def test_losses_of_a_clearing_house_add_up(seed: int) -> None:
    market, house, rng = random_clearing.world(seed)
    for day in range(1, random_clearing.DAYS):
        market.site.log.step, market.site.log.time = day, day * random_clearing.DAY
        shocks = np.array([1.0, *np.exp(rng.normal(0, 0.15, 2))])
        market.move_prices(market.site.assets.values[:3] * shocks, random_clearing.DAY)
        market.report_prices()
        market.execute([random_clearing.wish(rng, market) for _ in range(random_clearing.ACTIONS)], day)
        market.absorb()
    found = losses_of(market)
    open_ = found.table.loc[found.table["path"] == "uncovered", "amount"].sum()
    assert open_ == pytest.approx(float(house.losses.deficit[0]), rel=1e-9, abs=1e-7)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("takes_over", [False, True])
def test_losses_of_perpetuals_add_up(seed: int, takes_over: bool) -> None:
    """Longs and shorts of any size while the price jumps: each bankrupt account is brought to nothing, or is recorded as owing."""
    rng = np.random.default_rng(seed)
    market = market_of(fund=50.0, vault=2_000.0, depth=1e6, vault_takes_over=takes_over)
    for account in range(10):
        begin(market, account, float(rng.uniform(100.0, 400.0)), float(rng.uniform(-20.0, 20.0)))
    for step in range(1, 8):
        market.site.log.step = step
        set_price(market, "ETH", float(100.0 * np.exp(rng.normal(0.0, 0.3))))
        market.absorb()
        market.check()
    venue_of(market).record()
    assert happened(market, FundDrawn, PositionDeleveraged)
    found = losses_of(market)
    assert found.table["value"].min() > 0.0
