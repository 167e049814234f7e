"""A venue of bands under whatever its players may ask for, at prices that do what they like: everything adds up after each action."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import (
    Action,
    Borrow,
    Bundle,
    Liquidate,
    PostCollateral,
    Repay,
    Supply,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.market import Market
from firesale.market.rates.kinked import Kinked
from tests.market.venues.banded import TERMS, banded, bands_of, swap
from tests.markets import give, held, set_price

PLAYERS = np.arange(8)
ROUNDS = 250


def wish(rng: np.random.Generator, market: Market) -> Action:
    """One action, mostly of a size that may be carried out."""
    account, size = int(rng.choice(PLAYERS)), float(rng.lognormal(0.0, 1.5))
    at = {"account": account, "venue": "bands"}
    receipts = held(market, account, "bands:USDC")
    choices: list[Action] = [
        Supply(asset="USDC", amount=5_000.0 * size, **at),  # type: ignore[arg-type]
        Withdraw(asset="USDC", receipts=max(1e-6, rng.uniform(0.0, 1.1) * receipts), **at),  # type: ignore[arg-type]
        PostCollateral(asset="ETH", amount=3.0 * size, **at),  # type: ignore[arg-type]
        WithdrawCollateral(asset="ETH", amount=1.0 * size, **at),  # type: ignore[arg-type]
        Borrow(asset="USDC", amount=3_000.0 * size, **at),  # type: ignore[arg-type]
        Repay(asset="USDC", amount=2_000.0 * size, **at),  # type: ignore[arg-type]
        Swap(asset_in="USDC", asset_out="ETH", amount_in=1_000.0 * size, **at),  # type: ignore[arg-type]
        Swap(asset_in="ETH", asset_out="USDC", amount_in=size, **at),  # type: ignore[arg-type]
        Liquidate(borrower=int(rng.choice(PLAYERS)), collateral="ETH", debt="USDC", repayment=9e3 * size, **at),  # type: ignore[arg-type]
    ]
    several = Borrow(account=PLAYERS, venue="bands", asset="USDC", amount=100.0 * size)
    both = Bundle(account=account, legs=(choices[int(rng.integers(9))], choices[int(rng.integers(9))]))
    return [*choices, *choices, *choices, several, both][int(rng.integers(29))]


def life(seed: int) -> Iterator[Market]:
    """A market after each thing that happens in it."""
    rng = np.random.default_rng(seed)
    terms = replace(TERMS, rate=Kinked(), backstops=(Reserves(), Socialisation()), reserve_factor=0.1, bands=5 + seed)
    market = banded(terms)
    for account in PLAYERS.tolist():
        give(market, account, "ETH", 100.0)
        give(market, account, "USDC", 100_000.0)
    price = 2000.0
    for _ in range(ROUNDS):
        chance = rng.uniform()
        if chance < 0.2:
            price *= float(np.exp(0.12 * rng.normal()))
            market.site.log.time += float(rng.choice([10.0, 60.0, 600.0]))
            set_price(market, "ETH", price)
            market.accrue(600.0)
        elif chance < 0.4:
            arbitrage_if_money(market, price)
        elif chance < 0.5:
            close_somebody(market)
        else:
            market.execute([wish(rng, market)], 0)
        market.absorb()
        yield market


def arbitrage_if_money(market: Market, price: float) -> None:
    """Somebody brings the price of the bands to the market's, if they hold more than crumbs."""
    curve = bands_of(market).curve()
    for asset, amount in (("USDC", curve.purchase_to_reach(price)), ("ETH", curve.sale_to_reach(price))):
        if amount > 0.0:
            swap(market, asset, amount)


def close_somebody(market: Market) -> None:
    """The worst of those who may be closed, if there is one."""
    unsafe = bands_of(market).public_quote().unsafe
    for borrower, debt in zip(unsafe.account[:1].tolist(), unsafe.debt[:1, 0].tolist(), strict=True):
        account = 7 if borrower != 7 else 6
        give(market, account, "USDC", debt)
        order = Liquidate(
            account=account, venue="bands", borrower=borrower, collateral="ETH", debt="USDC", repayment=2.0 * debt
        )
        market.execute([order], 0)


@pytest.mark.parametrize("seed", range(6))
def test_everything_adds_up_whatever_happens(seed: int) -> None:
    for market in life(seed):
        market.check()
        market.audit()
        venue = bands_of(market)
        rows = venue.positions.everybody()
        x, y = venue.holdings.held(rows)
        assert x.sum() == pytest.approx(venue.holdings.x.sum(), rel=1e-9, abs=1e-6)
        assert y.sum() == pytest.approx(venue.holdings.y.sum(), rel=1e-9, abs=1e-9)
        assert np.isfinite(market.wealth()).all()
