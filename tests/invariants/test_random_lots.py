"""Pools and vaults that seize and sell, under borrowers, keepers and bidders who ask for anything while prices move and interest runs.

No market of random parts comes here by itself: its players seldom get as far as an open lot.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import (
    Action,
    Bid,
    Borrow,
    BuyCollateral,
    PostCollateral,
    Repay,
    RestartAuction,
    Supply,
    TakeLot,
    TriggerLiquidation,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.arrays import FloatArray
from firesale.market.auctions.linear import Linear
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import ActionRefused
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.liquidation.seizure import Seizure
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from tests.invariants.state import differences, numbers_of, state_of
from tests.market.venues.selling import NAME, market_of, pledge, pool_in, pool_terms, vaults_terms
from tests.markets import give, set_price

PLAYERS, STEPS = 5, 150
SMALL = EnglishAuction(largest_lot=20.0, longest=7200.0)
MECHANISMS = {
    "dutch": DutchAuction(smallest_debt=100.0, flat_reward=5.0, most_on_sale=40_000.0),
    "dutch to nothing": DutchAuction(Linear(600.0), 0.0, 1.0, 1e6, 0.0, 0.0, 0.0, smallest_debt=0.0),
    "english": SMALL,
    "english, one bid a minute": replace(SMALL, bid_seconds=60.0, raise_by=0.0, largest_lot=1000.0),
    "absorb": Absorb(np.array([0.95]), 0.6, 1e9),
    "absorb, seldom open": Absorb(np.array([0.7]), 1.0, 100.0),
}


def place(mechanism: Seizure, kind: str) -> Market:
    """Three borrowers close to the edge; everybody has something of everything."""
    terms = pool_terms(mechanism) if kind == "pool" else vaults_terms(mechanism, fee=0.5)
    if kind == "pool":
        rates, loss = (Constant(0.5),), (Reserves(0.5), Socialisation())
        terms = replace(terms, rates=rates, backstops=loss, reserve_factor=np.array([0.05]))
    market = market_of(terms, cash=1e5)
    for account, units in ((0, 50.0), (1, 120.0), (3, 20.0)):
        pledge(market, account, units, units * 200.0 / 1.55)
        give(market, account, "ETH", 30.0)
    return market


def anything(market: Market, dice: np.random.Generator) -> Action:
    """Mostly what makes sense at the venue now."""
    coin, who = pool_in(market).terms.debt[0], int(dice.integers(PLAYERS))
    amount = float(10.0 ** dice.uniform(-3.0, 4.5))
    units, lot, other = float(10.0 ** dice.uniform(-2.0, 2.5)), int(dice.integers(-1, 8)), int(dice.integers(PLAYERS))
    lots = market.look().credit(NAME).lots
    if len(lots.number) and dice.random() < 0.8:
        at = int(dice.integers(len(lots.number)))
        lot, tab, bid = int(lots.number[at]), float(lots.tab[at]), float(lots.bid[at])
        amount = float(dice.choice([amount, tab, min(tab, bid * 1.05 + 1.0), bid * 1.01 + 1e-9]))
        units = float(dice.choice([units, float(lots.kept[at]) / 1.05, float(lots.units[at])])) + 1e-12
    return [
        TriggerLiquidation(account=who, venue=NAME, borrower=other),
        TriggerLiquidation(account=np.full(3, who), venue=NAME, borrower=np.array([0, 1, 3])),
        TakeLot(account=who, venue=NAME, lot=lot, amount=units, largest_price=float(dice.choice([0.0, 150.0]))),
        Bid(account=who, venue=NAME, lot=lot, amount=amount, units=float(dice.choice([0.0, units]))),
        RestartAuction(account=who, venue=NAME, lot=lot),
        BuyCollateral(account=who, venue=NAME, asset="ETH", amount=amount),
        Borrow(account=who, venue=NAME, asset=coin, amount=amount),
        Repay(account=who, venue=NAME, asset=coin, amount=amount),
        PostCollateral(account=who, venue=NAME, asset="ETH", amount=units),
        WithdrawCollateral(account=who, venue=NAME, asset="ETH", amount=units),
        Supply(account=who, venue=NAME, asset=coin, amount=amount),
        Withdraw(account=who, venue=NAME, asset=coin, receipts=amount),
    ][int(dice.choice(12, p=[0.1, 0.05, *[0.15] * 2, 0.1, 0.1, *[0.35 / 6] * 6]))]


def carried_out(market: Market, action: Action, moment: int) -> bool:
    """Play it; what is refused leaves no trace."""
    before, mark = state_of(market), market.site.log.mark()
    market.execute([action], moment)
    events = market.site.log.since(mark)
    refused = [event for event in events if isinstance(event, ActionRefused)]
    if len(refused) == len(events):
        assert differences(before, state_of(market)) == [], f"refused, but left a trace: {action}"
    return not refused


def sound(market: Market, ether: float) -> None:
    """Books add up, collateral is conserved, nothing is negative or undefined, nobody's wealth is below nothing."""
    market.check()
    market.audit()
    held: FloatArray = market.site.ledger.balances[:, market.site.assets.column["ETH"]]
    assert held.sum() == pytest.approx(ether, rel=1e-9)
    for path, column in numbers_of(state_of(market)):
        assert not np.isnan(column).any(), f"{path} is not a number"
    wealth = market.wealth()
    assert np.all(np.isfinite(wealth) & (wealth >= 0.0)), wealth
    alone = [market.wealth_of(account) for account in range(PLAYERS)]
    assert alone == pytest.approx(wealth[:PLAYERS], rel=1e-9, abs=1e-9)


def run(mechanism: Seizure, kind: str, seed: int) -> Counter[str]:
    """Play; how often each kind of action was carried out."""
    dice, market = np.random.default_rng(seed), place(mechanism, kind)
    ether, done, price = float(market.site.ledger.supply[1]), Counter[str](), 200.0
    for moment in range(STEPS):
        if dice.random() < 0.3:
            price = float(np.clip(price * np.exp(0.12 * dice.standard_normal() - 0.02), 20.0, 400.0))
            seconds = float(dice.choice([12.0, 120.0, 3600.0, 86_400.0 * 10]))
            market.site.log.step, market.site.log.time = moment, market.site.log.time + seconds
            set_price(market, "ETH", price)
            market.accrue(seconds)
            market.absorb()
        action = anything(market, dice)
        done[type(action).__name__] += carried_out(market, action, moment)
        if dice.random() < 0.2:
            market.absorb()
        sound(market, ether)
    return done


@pytest.mark.parametrize("kind", ["pool", "vaults"])
@pytest.mark.parametrize("name", MECHANISMS)
def test_books_add_up_whatever_is_seized_bid_and_bought(name: str, kind: str) -> None:
    done = sum((run(MECHANISMS[name], kind, seed) for seed in range(6)), Counter[str]())
    sells = "TakeLot" if "dutch" in name else "Bid" if "english" in name else "BuyCollateral"
    assert done["TriggerLiquidation"] > 0
    assert done[sells] > 0, done
