"""Small markets with vaults, for tests."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from firesale.market.actions import Borrow, PostCollateral
from firesale.market.backstops.reserves import Reserves
from firesale.market.founding import OracleTerms
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.oracles.spot import Spot
from firesale.market.rates.constant import Constant
from firesale.market.redemption.riskiest_first import RiskiestFirst
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.vaults.vaults import Vaults, VaultsOpening
from tests.markets import give, refusals, small_market

YEAR = 365 * 86_400.0
PRICES = {"USD": 1.0, "ETH": 2000.0, "BTC": 30_000.0}
TERMS = VaultsOpening(
    collateral=("ETH",),
    debt=("COIN",),
    oracle="fair",
    margin=LoanToValue(np.array([1.0 / 1.1]), np.array([1.0 / 1.1])),
    liquidation=StabilityPool(),
    rates=(Constant(0.0),),
    redemption=RiskiestFirst(),
    backstops=(Reserves(),),
)
LIQUITY = replace(TERMS, least_debt=2000.0, gas_reserve=200.0, recovery_ratio=1.5)
EXCHANGE = ConstantProductTerms("COIN", "USD", base_reserve=10_000.0)


def market_with(terms: VaultsOpening = TERMS, more: Mapping[str, VenueTerms] | None = None, players: int = 8) -> Market:
    """Vaults and what else is asked for; the oracle reads the exchange "pair" if there is one."""
    more = more or {}
    sources = ("pair",) if "pair" in more else ()
    venues = {**more, "vaults": terms}
    return small_market(players, prices=PRICES, venues=venues, oracles={"fair": OracleTerms(Spot(), sources)})


def vaults_of(market: Market) -> Vaults:
    venue = market.venues["vaults"]
    assert isinstance(venue, Vaults)
    return venue


def open_vault(market: Market, account: int, collateral: float, coins: float, asset: str = "ETH") -> None:
    """Pledge and borrow, by the rules."""
    give(market, account, asset, collateral)
    pledge = PostCollateral(account=account, venue="vaults", asset=asset, amount=collateral)
    borrow = Borrow(account=account, venue="vaults", asset="COIN", amount=coins)
    assert refusals(market, pledge, borrow) == []


def debt_of(market: Market, account: int) -> float:
    """Coins that a vault owes."""
    vaults = vaults_of(market)
    return float(vaults.book.debt[vaults.book.row_of[account], 0] * vaults.mint.borrow_index[0])


def collateral_of(market: Market, account: int) -> float:
    """Units of the first collateral in a vault."""
    vaults = vaults_of(market)
    return float(vaults.book.collateral[vaults.book.row_of[account], 0])


def check(market: Market) -> None:
    """Everything adds up."""
    market.check()
    market.audit()
