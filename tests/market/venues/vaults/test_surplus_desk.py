"""Surplus beyond a buffer buys tokens at 5 coins each, on an exchange of 10,000 of them. Maker: `surplus >= debt + bump + hump`."""

from dataclasses import replace

import pytest

from firesale.market.events import BoughtBack
from firesale.market.founding import OracleTerms
from firesale.market.market import Market
from firesale.market.oracles.spot import Spot
from firesale.market.rates.constant import Constant
from firesale.market.redemption.closed import Closed
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.market.venues.vaults.making import PRICES, TERMS, YEAR, check, open_vault, vaults_of
from tests.markets import small_market

SHARES = ConstantProductTerms("GOV", "COIN", base_reserve=10_000.0, fee=0.0)
BUYING = replace(
    TERMS,
    rates=(Constant(0.1),),
    redemption=Closed(),
    surplus_exchange="shares",
    surplus_buffer=300.0,
    surplus_lot=100.0,
)


def earned(years: float, terms: object = BUYING) -> Market:
    """10,000 coins owed at 10 % a year."""
    market = small_market(
        4,
        prices={**PRICES, "GOV": 5.0},
        venues={"shares": SHARES, "vaults": terms},  # type: ignore[dict-item]
        oracles={"fair": OracleTerms(Spot())},
    )
    open_vault(market, 0, 100.0, 10_000.0)
    market.accrue(years * YEAR)
    market.absorb()
    check(market)
    return market


def spent(market: Market) -> list[float]:
    """Coins of each purchase."""
    found: list[float] = market.site.log.table(BoughtBack)["spent"].tolist()
    return found


def test_a_lot_buys_tokens_that_are_destroyed() -> None:
    market = earned(0.5)  # 512.7 coins of surplus
    told = market.site.log.table(BoughtBack)
    bought = 10_000.0 - 10_000.0 * 50_000.0 / 50_100.0
    assert told["bought"].tolist() == pytest.approx([bought])
    assert told["price_after"].tolist() == pytest.approx([50_100.0 / (10_000.0 - bought)])
    assert market.site.ledger.supply[market.site.assets.column["GOV"]] == pytest.approx(10_000.0 - bought)
    assert vaults_of(market).mint.surplus() == pytest.approx(10_000.0 * (0.05 + 0.05**2 / 2 + 0.05**3 / 6) - 100.0)


def test_one_lot_a_round_until_the_buffer_and_a_lot_are_left() -> None:
    market = earned(0.5)
    for _ in range(3):
        market.absorb()
    assert spent(market) == [100.0, 100.0]
    assert 300.0 <= vaults_of(market).mint.surplus() < 400.0
    check(market)


def test_less_than_buffer_and_lot_is_kept() -> None:
    assert spent(earned(0.39)) == []
    assert spent(earned(0.5, replace(BUYING, surplus_exchange=None))) == []


def test_a_deficit_comes_first() -> None:
    market = earned(0.5, replace(BUYING, backstops=()))
    mint = vaults_of(market).mint
    mint.deficit[0] = 50.0
    before = mint.surplus()
    market.absorb()
    assert before > 400.0
    assert mint.surplus() == before
