"""Bands under whatever their players may ask for, refused bundles and a limiter that holds the price back included: every closing is explained."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.tables import RunTables
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import BandHealthStated, FollowedPriceHeld
from firesale.market.market import Market
from firesale.market.rates.kinked import Kinked
from tests.invariants.test_random_bands import PLAYERS, arbitrage_if_money, close_somebody, wish
from tests.market.venues.banded import TERMS, banded, bands_of, borrow
from tests.markets import give, set_price

EXACT = 1e-9
SEEDS = range(8)
ROUNDS = 400


def hard_life(seed: int) -> Market:
    """Prices jump, mostly downwards; who has nothing left borrows anew, nearly as much as the bands allow."""
    rng = np.random.default_rng(seed)
    market = banded(replace(TERMS, rate=Kinked(), backstops=(Socialisation(),), bands=4 + seed), lent=1e8)
    price = 2000.0
    for _ in range(ROUNDS):
        chance = rng.uniform()
        if chance < 0.3:
            price = float(np.clip(price * np.exp(0.12 * rng.normal() - 0.02), 100.0, 8_000.0))
            market.site.log.step += 1
            market.site.log.time += float(rng.choice([10.0, 60.0, 600.0]))
            market.accrue(600.0)
            set_price(market, "ETH", price)
        elif chance < 0.5:
            arbitrage_if_money(market, price * float(np.exp(0.03 * rng.normal())))
        elif chance < 0.65:
            close_somebody(market)
        elif chance < 0.8:
            start_anew(market, int(rng.choice(PLAYERS)), float(rng.uniform(0.8, 0.999)))
        else:
            market.execute([wish(rng, market)], 0)
        if chance < 0.5 or chance > 0.9:
            market.absorb()
            market.report_prices()
    market.check()
    return market


def start_anew(market: Market, account: int, part: float) -> None:
    """Ten more ETH, and a part of what may be borrowed on them; refused to those in soft liquidation."""
    most = float(bands_of(market).most_debt(np.array([[10.0]]), None)[0])
    give(market, account, "USDC", 10_000.0)
    borrow(market, account, 10.0, part * most)


@cache
def lived(seed: int) -> Contagion:
    log = hard_life(seed).site.log
    frames = {name: pd.DataFrame(table) for name, table in log.tables().items()}
    return Contagion(RunTables(frames, "USDC", 600.0, "By chance", "by_chance", seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_add_up_to_the_loss_of_health(seed: int) -> None:
    found = lived(seed)
    rows = found.liquidations
    assert len(rows) > 0
    whole = found.parts.groupby("liquidation")[["log_loss", "health_loss"]].sum()
    assert np.abs(whole["log_loss"] - rows["log_loss"]).max() < EXACT
    assert np.abs(whole["health_loss"] - (rows["health_safe"] - rows["health_before"])).max() < EXACT
    assert found.parts.loc[found.parts["channel"] == RESIDUAL, "log_loss"].abs().sum() < EXACT


@pytest.mark.parametrize("seed", SEEDS)
def test_positions_were_safe_where_the_stretch_begins_and_unsafe_where_it_ends(seed: int) -> None:
    rows = lived(seed).liquidations
    assert (rows["health_safe"] >= 1.0 - 1e-12).all()
    assert (rows["health_before"] < 1.0).all()
    assert (rows["log_loss"] > 0.0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_stated_last_is_the_health_at_which_a_position_is_closed(seed: int) -> None:
    tables, rows = lived(seed).tables, lived(seed).liquidations
    told = tables.table(BandHealthStated)[["sequence", "venue", "account", "health"]]
    told = told.drop_duplicates(["sequence", "account"], keep="last").rename(columns={"account": "borrower"})
    by = ["venue", "borrower"]
    last = pd.merge_asof(
        rows[["sequence", *by, "health_before"]], told, on="sequence", by=by, allow_exact_matches=False
    )
    np.testing.assert_allclose(last["health"], last["health_before"], rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_add_up_to_the_loss_of_equity(seed: int) -> None:
    found = lived(seed)
    acted = found.parts.loc[found.parts["channel"] == "own action", "liquidation"]
    last = ~found.liquidations.duplicated(["venue", "borrower"], keep="last")
    ruined = found.liquidations[last & (found.liquidations["bad_debt"] > 0.0) & ~found.liquidations.index.isin(acted)]
    lost = found.parts.groupby("liquidation")["loss"].sum().reindex(ruined.index)
    assert (np.abs(lost - ruined["equity_safe"] - ruined["bad_debt"]) < EXACT * (1.0 + ruined["equity_safe"])).all()


def test_the_limiter_held_and_owners_and_liquidators_closed_parts() -> None:
    """So that what is above was put to the test."""
    tables = [lived(seed).tables for seed in SEEDS]
    assert sum(len(one.table(FollowedPriceHeld)) for one in tables) > 0
    by = pd.concat([one.table(BandHealthStated)["by"] for one in tables]).value_counts()
    assert {"start", "trade", "interest", "report", "own action", "liquidation"} <= set(by.index)
    channels = set(pd.concat([lived(seed).parts["channel"].astype("str") for seed in SEEDS]))
    assert {"common shock", "soft liquidation", "interest", "own liquidation"} <= channels
