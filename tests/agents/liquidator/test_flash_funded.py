from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.liquidator.flash_funded import FlashFunded
from firesale.market.actions import FlashLoan, Supply
from firesale.market.events import FlashLoaned, Liquidated
from firesale.market.venues.order_book import OrderBookTerms
from tests.agents.liquidator.crash import SIMPLE, crash, owed
from tests.agents.moves import decide, happened
from tests.markets import VENUES, give, held, refusals

BOOK = {**VENUES, "book": OrderBookTerms("ETH", "USDC", depth=30_000.0, fee=0.0)}
PLAYS = FlashFunded(pool="pool", exchange="book", lender="pool")


def test_it_needs_no_money_of_its_own() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[0.0], pool=SIMPLE, venues=BOOK)
    (loan,) = decide(market, PLAYS, [1])
    assert isinstance(loan, FlashLoan)
    assert refusals(market, loan) == []
    # 4.375 ETH fetch 1800 (1 - exp(-0.0006 * 4.375)) / 0.0006; the loan is 7500 and a thousandth, its fee 0.05 %
    proceeds = 1800.0 * -np.expm1(-0.0006 * 4.375) / 0.0006
    assert held(market, 1, "USDC") == pytest.approx(proceeds - 7500.0 - 7500.0 * 1.001 * 0.0005)
    assert held(market, 1, "ETH") == 0.0
    assert owed(market, 0) == pytest.approx(7500.0)


def test_the_flash_fee_counts_as_cost() -> None:
    dear = replace(SIMPLE, flash_fee=0.051)
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[0.0], pool=dear, venues=BOOK)
    assert decide(market, PLAYS, [1]) == []


def test_it_stops_where_the_price_has_fallen_by_the_bonus_less_the_flash_fee() -> None:
    market = crash([(10.0, 15_000.0)] * 40, price=1800.0, cash=[0.0], pool=SIMPLE, venues=BOOK)
    assert refusals(market, *decide(market, PLAYS, [40])) == []
    repaid = sum(float(np.sum(event.repaid)) for event in happened(market, Liquidated))
    assert repaid * 1.05 / 1800.0 == pytest.approx(np.log(1.05 / 1.0005) / 0.0006)


def test_a_lost_race_loses_one_bundle_and_not_all() -> None:
    market = crash([(10.0, 15_000.0)] * 4, price=1800.0, cash=[0.0, 1e6], pool=SIMPLE)
    strategy = replace(PLAYS, positions_per_bundle=2)
    loans = decide(market, strategy, [4])
    assert len(loans) == 2
    first = loans[0]
    assert isinstance(first, FlashLoan)
    other = replace(decide(market, strategy, [5])[0].legs[0], account=np.array([5, 5]))  # type: ignore[attr-defined]
    assert refusals(market, other, *loans) == ["the position is safe"]
    assert len(happened(market, FlashLoaned)) == 1
    assert held(market, 4, "USDC") > 0.0


def test_it_borrows_at_most_what_the_lender_has() -> None:
    market = crash([(10.0, 15_000.0)] * 4, price=1800.0, cash=[0.0], pool=SIMPLE, venues={**BOOK, "bank": SIMPLE})
    lender = 5
    give(market, lender, "USDC", 5005.0)
    market.execute([Supply(account=lender, venue="bank", asset="USDC", amount=5005.0)], 0)
    assert refusals(market, *decide(market, replace(PLAYS, lender="bank"), [4])) == []
    (loan,) = happened(market, FlashLoaned)
    assert loan.venue == "bank"
    assert float(np.sum(loan.amount)) == pytest.approx(5005.0)


def test_a_lender_that_does_not_lend_the_asset_is_of_no_use() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[0.0], pool=SIMPLE, venues={**BOOK, "bank": SIMPLE})
    assert decide(market, replace(PLAYS, lender="bank"), [1]) == []
