"""Whatever the order and the shares of a waterfall of perpetuals, nothing is created or lost and everything stays a number."""

import numpy as np
import pytest

from firesale.market.backstops.auto_deleveraging import AutoDeleveraging
from firesale.market.backstops.base import Backstop
from firesale.market.backstops.insurance_fund import InsuranceFund
from firesale.market.backstops.liquidator_vault import LiquidatorVault
from tests.market.venues.perpetuals.margins import begin, market_of, sound, venue_of
from tests.markets import set_price

PLAYERS = 8


@pytest.mark.parametrize("seed", range(25))
def test_any_waterfall_conserves_what_there_is(seed: int) -> None:
    dice = np.random.default_rng(seed)
    parts: list[Backstop] = [
        InsuranceFund(float(dice.random())),
        LiquidatorVault(float(dice.random())),
        AutoDeleveraging(),
    ]
    order = [parts[place] for place in dice.permutation(3) if place == 2 or dice.random() < 0.8]
    flags = {name: bool(dice.random() < 0.5) for name in ("isolated", "closes_itself", "deleverages_solvent")}
    numbers = {"fund": float(dice.choice([0.0, 50.0, 1e4])), "vault": float(dice.choice([100.0, 1e4, 1e6]))}
    market = market_of(depth=float(dice.choice([1e4, 1e6, 1e15])), backstops=tuple(order), **flags, **numbers)
    for account in range(PLAYERS):
        begin(market, account, float(dice.uniform(100.0, 300.0)), float(dice.uniform(-12.0, 12.0)))
    supply = market.site.ledger.supply.copy()
    for price in 100.0 * np.exp(np.cumsum(dice.normal(0.0, 0.08, 12))):
        set_price(market, "ETH", float(price))
        market.absorb()
        sound(market)
        assert np.isfinite(venue_of(market).book.balance).all()
        assert np.all(market.wealth() >= 0.0)
        assert market.site.ledger.supply.tolist() == supply.tolist()
