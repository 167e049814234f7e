"""Pools and vaults that seize what is unsafe and sell it, for tests: short names for what players ask of them."""

from collections.abc import Mapping

import numpy as np

from firesale.market.actions import (
    Bid,
    Borrow,
    BuyCollateral,
    PostCollateral,
    RestartAuction,
    Supply,
    TakeLot,
    TriggerLiquidation,
)
from firesale.market.events import Event
from firesale.market.liquidation.seizure import Seizure
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.venues.auction_house import AuctionHouse
from firesale.market.venues.dutch_desk import DutchDesk
from firesale.market.venues.lending_pool import LendingPool, LendingPoolTerms
from firesale.market.venues.lot_desk import LotDesk
from firesale.market.venues.storefront import Storefront
from firesale.market.venues.vaults.vaults import VaultsOpening
from tests.markets import give, refusals, set_price, small_market

LENDER, OWNER, KEEPER, OTHER, WHALE = 0, 1, 2, 3, 4
NAME = "place"
PRICES = {"USD": 1.0, "ETH": 200.0}


def pool_terms(mechanism: Seizure, ratio: float = 1.5) -> LendingPoolTerms:
    """A lending pool; `ratio`: collateral value per debt below which a position is unsafe."""
    margin = LoanToValue(np.array([1.0 / ratio]), np.array([1.0 / ratio]))
    return LendingPoolTerms(("ETH",), ("USD",), "fair", margin, mechanism, (Constant(0.0),))


def vaults_terms(mechanism: Seizure, ratio: float = 1.5, fee: float = 0.0) -> VaultsOpening:
    """The same as vaults that mint COIN."""
    margin = LoanToValue(np.array([1.0 / ratio]), np.array([1.0 / ratio]))
    return VaultsOpening(("ETH",), ("COIN",), "fair", margin, mechanism, (Constant(fee),))


def market_of(
    terms: LendingPoolTerms | VaultsOpening, prices: Mapping[str, float] = PRICES, cash: float = 1e6
) -> Market:
    """Everybody but the owner has `cash` of what is owed: a lender's deposit, or coins of a whale's vault."""
    market = small_market(5, prices=prices, venues={NAME: terms})
    coin = terms.debt[0]
    if isinstance(terms, VaultsOpening):
        pledge(market, WHALE, cash * 1000.0 / prices["ETH"], 4.0 * cash)
        for account in (LENDER, KEEPER, OTHER):
            market.site.ledger.transfer(market.site.assets.column[coin], WHALE, account, cash)
        return market
    for account in (LENDER, KEEPER, OTHER):
        give(market, account, coin, cash)
    assert refusals(market, Supply(account=LENDER, venue=NAME, asset=coin, amount=cash)) == []
    return market


def pool_in(market: Market) -> LendingPool:
    pool = market.venues[NAME]
    assert isinstance(pool, LendingPool)
    return pool


def pledge(market: Market, account: int, units: float, debt: float) -> None:
    """A position, by the rules."""
    give(market, account, "ETH", units)
    pool = pool_in(market)
    post = PostCollateral(account=account, venue=NAME, asset="ETH", amount=units)
    borrow = Borrow(account=account, venue=NAME, asset=pool.terms.debt[0], amount=debt)
    assert refusals(market, post, borrow) == []


def lots_of(market: Market) -> LotDesk:
    house = pool_in(market).liquidators
    assert isinstance(house, AuctionHouse)
    return house.lots


def dutch_in(market: Market) -> DutchDesk:
    house = pool_in(market).liquidators
    assert isinstance(house, AuctionHouse)
    assert house.dutch is not None
    return house.dutch


def storefront_of(market: Market) -> Storefront:
    house = pool_in(market).liquidators
    assert isinstance(house, Storefront)
    return house


def trigger(borrower: int = OWNER, account: int = KEEPER) -> TriggerLiquidation:
    return TriggerLiquidation(account=account, venue=NAME, borrower=borrower)


def take(amount: float, lot: int = 0, account: int = KEEPER, largest: float = 0.0) -> TakeLot:
    return TakeLot(account=account, venue=NAME, lot=lot, amount=amount, largest_price=largest)


def bid(amount: float, units: float = 0.0, lot: int = 0, account: int = KEEPER) -> Bid:
    return Bid(account=account, venue=NAME, lot=lot, amount=amount, units=units)


def restart(lot: int = 0, account: int = KEEPER) -> RestartAuction:
    return RestartAuction(account=account, venue=NAME, lot=lot)


def buy(amount: float, account: int = KEEPER, least: float = 0.0) -> BuyCollateral:
    return BuyCollateral(account=account, venue=NAME, asset="ETH", amount=amount, min_amount_out=least)


def crash(market: Market, price: float) -> None:
    """The price falls, and the owner's position is seized."""
    set_price(market, "ETH", price)
    assert refusals(market, trigger()) == []
    sound(market)


def pass_time(market: Market, seconds: float) -> None:
    """The clock moves, and a round ends."""
    market.site.log.time += seconds
    market.absorb()
    sound(market)


def sound(market: Market) -> None:
    market.check()
    market.audit()


def last(market: Market, kind: type[Event]) -> dict[str, object]:
    """The last row of a table of events."""
    return {name: column[-1] for name, column in market.site.log.table(kind).items()}
