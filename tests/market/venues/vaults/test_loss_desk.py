"""Losses that a fixed spread or an auction leaves, met by the stability pool and by the other vaults."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Liquidate, ProvideStability
from firesale.market.backstops.base import Backstop
from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.backstops.redistribution import Redistribution
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.stability_pool import StabilityDraw
from firesale.market.events import LossAbsorbed, RedistributionReceived, StabilityLossShared
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.market import Market
from firesale.market.redemption.closed import Closed
from firesale.market.venues.write_off import write_off
from tests.market.venues.vaults.making import TERMS, check, debt_of, market_with, open_vault, vaults_of
from tests.markets import refusals, set_price

OWNER, FIRST, SECOND, KEEPER = 0, 1, 2, 3
BOTH = (StabilityDraw(), Redistribution())


def losing(backstops: tuple[Backstop, ...], deposits: tuple[float, float] = (300.0, 100.0)) -> Market:
    """A vault of 10 ETH that owes 15,000; two others of 100 ETH owe 30,000 and 10,000; ETH falls to 1,000.

    The keeper, who has 20,000 of 100 ETH, repays 9,523.8 for all of the collateral at a bonus of 5 %: 5,476.2 are left.
    """
    terms = replace(TERMS, liquidation=FixedSpread(np.array([0.05]), 1.0), redemption=Closed())
    market = market_with(replace(terms, backstops=backstops))
    open_vault(market, OWNER, 10.0, 15_000.0)
    for account, coins in ((FIRST, 30_000.0), (SECOND, 10_000.0), (KEEPER, 20_000.0)):
        open_vault(market, account, 100.0, coins)
    for account, coins in zip((FIRST, SECOND), deposits, strict=True):
        provide = ProvideStability(account=account, venue="vaults", asset="COIN", amount=coins)
        assert coins == 0.0 or refusals(market, provide) == []
    set_price(market, "ETH", 1000.0)
    order = Liquidate(account=KEEPER, venue="vaults", borrower=OWNER, debt="COIN", collateral="ETH", repayment=15_000.0)
    assert refusals(market, order) == []
    return market


LEFT = 15_000.0 - 10_000.0 / 1.05


def test_deposits_are_burned_first_in_proportion_and_the_vaults_owe_the_rest_by_debt() -> None:
    market = losing(BOTH)
    assert vaults_of(market).mint.deficit[0] == pytest.approx(LEFT)
    market.absorb()
    assert vaults_of(market).mint.deficit[0] == 0.0
    shared = market.site.log.table(StabilityLossShared)
    assert dict(zip(shared["account"].tolist(), shared["amount"].tolist(), strict=True)) == {
        FIRST: 300.0,
        SECOND: 100.0,
    }
    rest = LEFT - 400.0
    assert debt_of(market, FIRST) == pytest.approx(30_000.0 + rest / 2.0)
    assert debt_of(market, SECOND) == pytest.approx(10_000.0 + rest / 6.0)
    assert debt_of(market, KEEPER) == pytest.approx(20_000.0 + rest / 3.0)
    assert market.site.log.table(RedistributionReceived)["amount"].sum() == pytest.approx(rest)
    absorbed = market.site.log.table(LossAbsorbed)
    assert absorbed["bearer"].tolist() == ["stability depositors", "vault owners"]
    check(market)


def test_a_pool_that_can_pay_keeps_the_rest_of_every_deposit() -> None:
    market = losing(BOTH, (9_000.0, 3_000.0))
    market.absorb()
    fund = vaults_of(market).stability
    kept = (12_000.0 - LEFT) / 12_000.0
    assert fund.worth(np.array([FIRST, SECOND])) == pytest.approx([9_000.0 * kept, 3_000.0 * kept])
    assert fund.gains(np.array([FIRST, SECOND])).sum() == 0.0
    assert debt_of(market, FIRST) == pytest.approx(30_000.0)
    check(market)


def test_an_emptied_pool_takes_deposits_again() -> None:
    market = losing((StabilityDraw(),))
    market.absorb()
    assert vaults_of(market).mint.deficit[0] == pytest.approx(LEFT - 400.0)
    assert refusals(market, ProvideStability(account=FIRST, venue="vaults", asset="COIN", amount=50.0)) == []
    assert vaults_of(market).stability.worth(np.array([FIRST, SECOND])).tolist() == [50.0, 0.0]
    market.absorb()
    assert vaults_of(market).mint.deficit[0] == pytest.approx(LEFT - 450.0)
    check(market)


def test_vaults_take_over_what_they_have_above_their_debts_and_no_more() -> None:
    market = losing((Redistribution(0.01),))
    market.absorb()
    equity = 70_000.0 + 90_000.0 + 80_000.0
    assert vaults_of(market).mint.deficit[0] == pytest.approx(LEFT - 0.01 * equity)
    check(market)


def test_without_another_vault_the_loss_stays() -> None:
    terms = replace(TERMS, redemption=Closed(), backstops=BOTH)
    market = market_with(replace(terms, liquidation=FixedSpread(np.array([0.05]), 1.0)))
    open_vault(market, OWNER, 10.0, 15_000.0)
    vaults = vaults_of(market)
    rows = vaults.book.row_of[[OWNER]]
    vaults.book.add_collateral(rows, 0, np.array([-10.0]))
    market.site.ledger.transfer(vaults.positions.columns[0], vaults.positions.custody, KEEPER, 10.0)
    write_off(rows, vaults.positions)
    market.absorb()
    assert vaults.mint.deficit[0] == 15_000.0
    check(market)


@pytest.mark.parametrize("backstops", [(Reserves(), *BOTH), (*BOTH, Recapitalisation()), BOTH[::-1]])
def test_any_order_meets_the_whole_loss(backstops: tuple[Backstop, ...]) -> None:
    market = losing(backstops)
    market.absorb()
    assert vaults_of(market).mint.deficit[0] == pytest.approx(0.0, abs=1e-9)
    check(market)
