"""One pool, and one mint, that lose: who pays, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.analysis.contagion.losses.deficits import SHARED_OUT
from firesale.market.actions import Liquidate, Supply, Withdraw
from firesale.market.backstops.base import Backstop, Bearer
from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import ReserveRecorded
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.market import Market
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.write_off import write_off
from tests.analysis.contagion.losses.lossy import amounts, losses_of, rows
from tests.market.venues.vaults.making import TERMS, market_with, open_vault
from tests.markets import POOL, PRICES, VENUES, give, pool_of, refusals, set_price, small_market

RICH, POOR, FIRST, SECOND = 0, 1, 2, 3


def lent(*backstops: Backstop) -> Market:
    """Two lenders with 6,000 and 2,000 in a pool."""
    swap = ConstantProductTerms("MKR", "USDC", base_reserve=1000.0, fee=0.0)
    pool = replace(POOL, backstops=backstops)
    market = small_market(5, prices={**PRICES, "MKR": 250.0}, venues={**VENUES, "shares": swap, "pool": pool})
    for account, amount in ((RICH, 6000.0), (POOR, 2000.0)):
        give(market, account, "USDC", amount)
        assert refusals(market, Supply(account=account, venue="pool", asset="USDC", amount=amount)) == []
    return market


def lose(market: Market, debts: dict[int, float], absorb: bool = True) -> None:
    """Borrowers who owe so much without any collateral."""
    pool, accounts = pool_of(market), np.array(list(debts))
    owed = np.array(list(debts.values()))[:, None]
    pool.borrowers.place(accounts, np.zeros((len(debts), 2)), owed, "opening")
    write_off(pool.book.row_of[accounts], pool.positions)
    if absorb:
        market.absorb()


def test_lenders_lose_in_proportion_to_their_claims_and_each_debt_in_proportion_to_its_size() -> None:
    market = lent(Socialisation())
    lose(market, {FIRST: 300.0, SECOND: 100.0})
    found = losses_of(market)
    assert amounts(found, "path", "owner", "group") == {
        ("socialisation", FIRST, "g0"): 225.0,
        ("socialisation", FIRST, "g1"): 75.0,
        ("socialisation", SECOND, "g0"): 75.0,
        ("socialisation", SECOND, "g1"): 25.0,
    }
    assert set(found.table["bearer"]) == {"lenders"}
    assert found.bearers[["account", "amount"]].to_numpy().tolist() == [
        [RICH, pytest.approx(300.0)],
        [POOR, pytest.approx(100.0)],
    ]


def test_a_lender_who_left_before_bears_nothing_of_what_comes_after() -> None:
    """400 lost by 8,000: 300 and 100. The smaller one leaves with 1,900 of 7,600; what comes then is the other's alone."""
    market = lent(Socialisation())
    lose(market, {FIRST: 400.0})
    assert refusals(market, Withdraw(account=POOR, venue="pool", asset="USDC", receipts=2000.0)) == []
    lose(market, {SECOND: 400.0})
    assert amounts(losses_of(market), "owner", "group") == {
        (FIRST, "g0"): 300.0,
        (FIRST, "g1"): 100.0,
        (SECOND, "g0"): 400.0,
    }


def test_without_a_backstop_it_stays_with_nobody_as_the_pool_records() -> None:
    market = lent()
    lose(market, {FIRST: 300.0})
    pool_of(market).reserves.record(np.ones(1))
    found = losses_of(market)
    assert rows(found, "path", "bearer", "owner", "account", "amount") == [["uncovered", "nobody", FIRST, -1, 300.0]]
    assert market.site.log.table(ReserveRecorded)["deficit"].tolist() == [300.0]


def test_token_holders_pay_what_a_sale_brings_and_the_newest_loss_first() -> None:
    """250,000 (1 - sqrt 0.99) = 1,253.14 may be raised at once: 2,000 lost leave 746.86, then 100 more are raised whole."""
    market = lent(Recapitalisation("shares"))
    lose(market, {FIRST: 2000.0})
    raised = 250_000.0 * (1.0 - np.sqrt(0.99))
    assert amounts(losses_of(market), "path", "bearer") == {
        ("recapitalisation", "token holders"): raised,
        ("uncovered", "nobody"): 2000.0 - raised,
    }
    market = lent(Recapitalisation("shares", depth_share=0.05))  # 62.66 at once
    lose(market, {FIRST: 100.0}, absorb=False)
    market.absorb()
    lose(market, {SECOND: 40.0})
    found = losses_of(market).table
    of = found.groupby(["path", "owner"])["amount"].sum()
    assert of["recapitalisation", SECOND] == pytest.approx(40.0)
    assert ("uncovered", SECOND) not in of.index


def test_reserves_and_surplus_pay_before_lenders() -> None:
    market = lent(Reserves(), Socialisation())
    give(market, FIRST, "ETH", 1.0)
    pool = pool_of(market)
    pool.borrowers.place(np.array([FIRST]), np.array([[1.0, 0.0]]), np.array([[1000.0]]), "opening")
    market.accrue(365 * 86_400.0)
    own = float(pool.reserves.protocol_claims[0] * pool.reserves.supply_index[0])
    surplus = pool.reserves.surplus(0)
    lose(market, {SECOND: 500.0})
    found = losses_of(market).table.groupby(["path", "bearer"])["amount"].sum()
    assert found["socialisation", "lenders"] > 0.0
    assert found.groupby("bearer").sum()["reserves"] == pytest.approx(surplus + own, rel=1e-6)


def test_a_mint_pays_from_its_surplus_first() -> None:
    """1 ETH stands for 1,500 coins and a fee of 7.5; at 1,000 and a spread of 10 % it pays 909.09. The surplus is 100 and fees of 57.5."""
    market = market_with(replace(TERMS, liquidation=FixedSpread(np.array([0.1]))))
    open_vault(market, 0, 1.0, 1500.0)
    open_vault(market, 1, 100.0, 10_000.0)
    site = market.site
    site.ledger.transfer(site.assets.column["COIN"], 1, market.venues["vaults"].mint.account, 100.0)  # type: ignore[attr-defined]
    set_price(market, "ETH", 1000.0)
    order = Liquidate(account=1, venue="vaults", borrower=0, collateral="ETH", debt="COIN", repayment=1e9)
    assert refusals(market, order) == []
    market.absorb()
    assert amounts(losses_of(market, "USD"), "path", "owner", "bearer") == {
        ("reserves", 0, "reserves"): 157.5,
        ("uncovered", 0, "coin holders"): 1507.5 - 1000.0 / 1.1 - 157.5,
    }


def test_bearers_that_are_named_one_by_one_are_those_of_the_market() -> None:
    assert set(SHARED_OUT) == {Bearer.DEPOSITORS, Bearer.VAULT_OWNERS}
