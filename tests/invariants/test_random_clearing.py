"""Any sequence of actions and prices at a clearing house: nothing is created or lost, positions add up to zero, what is refused changes nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import Action, Bundle, OfferContract, PostCollateral, TradeContract, WithdrawCollateral
from firesale.market.backstops.assessment import Assessment
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.backstops.gains_haircut import GainsHaircut
from firesale.market.backstops.own_capital import OwnCapital
from firesale.market.backstops.own_contribution import OwnContribution
from firesale.market.contracts.call import Call
from firesale.market.contracts.future import Future
from firesale.market.contracts.put import Put
from firesale.market.events import ActionRefused, MemberDefaulted
from firesale.market.market import Market
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.cross_margin import CrossMargin
from firesale.market.portfolio_margin.expected_shortfall import ExpectedShortfall
from firesale.market.portfolio_margin.gross import Gross
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from firesale.market.portfolio_margin.value_at_risk import ValueAtRisk
from firesale.market.venues.clearing.clearing_house import ClearingHouse, ClearingHouseTerms
from firesale.market.venues.order_book import OrderBookTerms
from tests.markets import give, small_market

PLAYERS, DAYS, ACTIONS = 8, 25, 12
DAY = 86_400.0
CONTRACTS = (
    Future("ETH", 10 * DAY),
    Future("BTC", 40 * DAY),
    Call("ETH", 20 * DAY, 2100.0),
    Put("BTC", 15 * DAY, 29e3),
)
RULES: tuple[PortfolioMargin, ...] = (
    ScenarioScan(short_option_minimum=0.02, spread_credit=0.5),
    ValueAtRisk(),
    ExpectedShortfall(method="historical", least_returns=2),
    Gross(ScenarioScan()),
    CrossMargin(ValueAtRisk(), from_history=True, least_returns=2),
)
WATERFALL = (OwnContribution(), OwnCapital(), DefaultFund(share=0.5), Assessment(cap=0.5), GainsHaircut(share=0.5))
TERMS = ClearingHouseTerms(
    contracts=CONTRACTS,
    oracle="fair",
    margin=RULES[0],
    collateral=("ETH",),
    capital=1e4,
    decay=0.9,
    deadline=3600.0,
)


def world(seed: int) -> tuple[Market, ClearingHouse, np.random.Generator]:
    """Players with cash and ether of very different size, and a clearing house with a rule and a close-out drawn by the seed."""
    rng = np.random.default_rng(seed)
    terms = replace(
        TERMS,
        margin=RULES[seed % len(RULES)],
        close_out="auction" if seed % 2 else "pro_rata",
        backstops=WATERFALL[: int(rng.integers(0, 6))],
    )
    market = small_market(PLAYERS, venues={"book": OrderBookTerms("ETH", "USDC", depth=1e5), "ccp": terms})
    for account in range(PLAYERS):
        give(market, account, "USDC", 10.0 ** rng.uniform(3, 6))
        give(market, account, "ETH", 10.0 ** rng.uniform(-1, 2))
    house = market.venues["ccp"]
    assert isinstance(house, ClearingHouse)
    members = house.members.rows_for(np.arange(0, PLAYERS, 2))
    house.books.found_fund(5e4, rng.random(len(members)))
    return market, house, rng


def wish(rng: np.random.Generator, market: Market) -> Action:
    """A random request of a random account, possible or not."""
    account, name = int(rng.integers(PLAYERS)), CONTRACTS[int(rng.integers(len(CONTRACTS)))].name
    size, asset = float(10.0 ** rng.uniform(-2, 2)), str(rng.choice(["USDC", "ETH"]))
    held = market.site.ledger.balance(account, market.site.assets.column[asset])
    part = float(rng.choice([0.1, 0.5, 1.0, 1.5])) * held
    own: dict[str, Any] = {"account": account, "venue": "ccp"}
    side = "buy" if rng.random() < 0.5 else "sell"
    trade = TradeContract(**own, contract=name, side=side, amount=size)  # type: ignore[arg-type]
    post = PostCollateral(**own, asset=asset, amount=part)
    match int(rng.integers(6)):
        case 0:
            return post
        case 1:
            return WithdrawCollateral(**own, asset=asset, amount=part)
        case 2:
            return OfferContract(**own, contract=name, bids=10 * size, asks=10 * size, half_spread=rng.uniform(0, 20))
        case 3:
            return Bundle(account=account, legs=(post, trade))
        case _:
            return trade


def picture(market: Market, house: ClearingHouse) -> list[Any]:
    """Everything that an action could change."""
    members = house.members
    columns = (members.cash, members.collateral, members.positions, members.called, members.bids, members.asks)
    return [market.site.ledger.balances.copy(), *(column[: members.rows].copy() for column in columns)]


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_created_or_lost_and_what_is_refused_changes_nothing(seed: int) -> None:
    market, house, rng = world(seed)
    supply = market.site.ledger.supply.copy()
    for day in range(1, DAYS):
        market.site.log.step, market.site.log.time = day, day * DAY
        jump = 0.6 if rng.random() < 0.1 else 1.0
        market.move_prices(market.site.assets.values[:3] * np.array([1.0, *np.exp(rng.normal(0, 0.05, 2)) * jump]), DAY)
        market.report_prices()
        for _ in range(ACTIONS):
            before, mark = picture(market, house), market.site.log.mark()
            rows = house.members.rows
            market.execute([wish(rng, market)], day)
            if any(isinstance(event, ActionRefused) for event in market.site.log.since(mark)):
                after = picture(market, house)
                assert all(np.array_equal(old, new[: len(old)]) for old, new in zip(before, after, strict=True))
                assert not house.members.cash[rows : house.members.rows].any()
        market.absorb()
        market.check()
        market.audit()
        assert np.all(np.isfinite(market.wealth()))
    assert np.allclose(market.site.ledger.supply, supply)


def test_members_default_in_these_worlds_and_contracts_are_traded() -> None:
    defaults = trades = 0
    for seed in range(4):
        market, house, rng = world(seed)
        for day in range(1, DAYS):
            market.site.log.step, market.site.log.time = day, day * DAY
            market.move_prices(market.site.assets.values[:3] * np.array([1.0, *np.exp(rng.normal(0, 0.1, 2))]), DAY)
            market.report_prices()
            market.execute([wish(rng, market) for _ in range(ACTIONS)], day)
            trades += int(np.count_nonzero(house.members.positions))
            market.absorb()
        defaults += len(market.site.log.table(MemberDefaulted)["step"])
    assert defaults > 0
    assert trades > 100
