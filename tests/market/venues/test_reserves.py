"""Interest, deficits and who bears them. One lender of 1000 USDC, one borrower of 500 against 1 ETH at 2000, at 10 % a year."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import Liquidate, Repay, Supply, Withdraw
from firesale.market.backstops.base import Backstop
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import BadDebtRealised, InterestAccrued, LossAbsorbed
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.venues.reserves import Reserves as PoolReserves
from tests.markets import POOL, give, held, pool_of, refusals, set_price, small_market

YEAR = 365 * 86_400.0
LENDER, BORROWER, LIQUIDATOR = 0, 1, 2
GROWTH = 1.0 + 0.1 + 0.1**2 / 2 + 0.1**3 / 6  # of the debt in a year
NO_FEE = FixedSpread(np.array([0.0, 0.0]), protocol_fee=0.0)


def market_of(
    *backstops: Backstop, factor: float = 0.2, rate: float = 0.1, owed: float = 500.0, paid_out: bool = False
) -> Market:
    terms = replace(
        POOL,
        rates=(Constant(rate),),
        reserve_factor=np.array(factor),
        backstops=backstops,
        liquidation=NO_FEE,
        paid_out=paid_out,
    )
    market = small_market(4, venues={"pool": terms})
    give(market, LENDER, "USDC", 1000.0)
    give(market, BORROWER, "ETH", 1.0)
    give(market, LIQUIDATOR, "USDC", 1e6)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=1000.0)) == []
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([[1.0, 0.0]]), np.array([[owed]]), "opening")
    return market


def reserves_of(market: Market) -> PoolReserves:
    reserves = pool_of(market).reserves
    assert isinstance(reserves, PoolReserves)
    return reserves


def identity(market: Market) -> float:
    """Cash + debt + deficit - claims - surplus: zero."""
    reserves = reserves_of(market)
    claims = reserves.deposits(0) + float(reserves.protocol_claims[0] * reserves.supply_index[0])
    return reserves.cash(0) + reserves.debt(0) + float(reserves.deficit[0]) - claims - reserves.surplus(0)


def default(market: Market, price: float) -> None:
    """The borrower's ETH falls to this price and is sold for it; what he still owes is bad debt."""
    set_price(market, "ETH", price)
    order = Liquidate(account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="ETH", debt="USDC", repayment=1e6)
    assert refusals(market, order) == []


def absorbed(market: Market) -> list[tuple[str, Any]]:
    """Backstops and what each of them took so far."""
    market.absorb()
    market.check()
    market.audit()
    table = market.site.log.table(LossAbsorbed)
    return list(zip(table["backstop"].tolist(), table["amount"].tolist(), strict=True))


# --- interest ---------------------------------------------------------------------------------------------------------


def test_a_year_of_interest_is_split_between_lenders_protocol_and_surplus() -> None:
    market = market_of()
    market.accrue(YEAR)
    reserves, interest = reserves_of(market), 500.0 * (GROWTH - 1.0)
    assert reserves.debt(0) == pytest.approx(500.0 + interest)
    assert reserves.deposits(0) == pytest.approx(1040.0)  # 10 % x one half lent out x 80 %
    assert float(reserves.protocol_claims[0] * reserves.supply_index[0]) == pytest.approx(0.2 * interest)
    assert reserves.surplus(0) == pytest.approx(0.8 * interest - 40.0)
    assert identity(market) == pytest.approx(0.0, abs=1e-9)
    table = market.site.log.table(InterestAccrued)
    assert table["interest"].tolist() == pytest.approx([interest])
    market.check()


def test_a_pool_may_pay_out_all_that_borrowers_pay() -> None:
    """Morpho, `_accrueInterest`: interest = borrowed * (x + x^2 / 2 + x^3 / 6) is added to what is supplied, the fee is a part of it in shares."""
    market = market_of(paid_out=True)
    reserves = reserves_of(market)
    before, owed = reserves.claims(0), reserves.debt(0)
    market.accrue(YEAR)
    market.check()
    interest = reserves.debt(0) - owed
    assert interest > 0.0
    assert reserves.claims(0) == pytest.approx(before + interest, rel=1e-14)
    assert float(reserves.protocol_claims[0] * reserves.supply_index[0]) == pytest.approx(0.2 * interest, rel=1e-12)
    assert reserves.surplus(0) == pytest.approx(0.0, abs=1e-9)


def test_no_time_or_no_debt_gives_no_interest() -> None:
    market = market_of()
    market.accrue(0.0)
    refusals(market, Repay(account=BORROWER, venue="pool", asset="USDC", amount=500.0))
    market.accrue(YEAR)
    assert reserves_of(market).supply_index.tolist() == [1.0]
    assert len(market.site.log.table(InterestAccrued)["interest"]) == 0


@pytest.mark.parametrize("seconds", [12.0, 3600.0, 86_400.0, YEAR])
def test_claims_never_exceed_what_there_is_however_often_interest_is_counted(seconds: float) -> None:
    market = market_of(rate=0.9)
    for _ in range(200):
        market.accrue(seconds)
        market.check()
        assert reserves_of(market).surplus(0) >= -1e-9
    assert identity(market) == pytest.approx(0.0, abs=1e-9 * reserves_of(market).debt(0))


def test_a_lender_takes_out_his_interest_when_it_was_paid() -> None:
    market = market_of()
    market.accrue(YEAR)
    give(market, BORROWER, "USDC", 1000.0)
    assert refusals(market, Repay(account=BORROWER, venue="pool", asset="USDC", amount=1e6)) == []
    assert refusals(market, Withdraw(account=LENDER, venue="pool", asset="USDC", receipts=1000.0)) == []
    assert held(market, LENDER, "USDC") == pytest.approx(1040.0)


# --- deficits ---------------------------------------------------------------------------------------------------------


def test_without_backstops_the_deficit_stays_and_the_receipt_is_worth_less_at_fair_value_only() -> None:
    market = market_of()
    default(market, 300.0)
    assert absorbed(market) == []
    reserves = reserves_of(market)
    assert reserves.deficit.tolist() == [pytest.approx(200.0)]
    assert reserves.supply_index.tolist() == [1.0]
    assert pool_of(market).claim_value("pool:USDC") == pytest.approx(0.8)
    assert identity(market) == pytest.approx(0.0, abs=1e-9)


def test_an_uncovered_deficit_is_claimed_and_earns_nothing() -> None:
    """Cash 800, deficit 200, claims 1000; another one owes 400: what he pays must cover what is credited."""
    market = market_of(factor=0.0, rate=0.5)
    default(market, 300.0)
    give(market, 3, "ETH", 1.0)
    pool_of(market).borrowers.place(np.array([3]), np.array([[1.0, 0.0]]), np.array([[400.0]]), "opening")
    borrow, supply = reserves_of(market).rates(0)
    assert (borrow, supply) == pytest.approx((0.5, 0.5 * 400.0 / 1000.0))
    for _ in range(365):
        market.accrue(86_400.0)
        market.check()
    assert reserves_of(market).surplus(0) > 0.0


def test_the_surplus_pays_first_then_the_reserves_then_the_lenders() -> None:
    market = market_of(Reserves(), Socialisation())
    market.accrue(YEAR)
    reserves = reserves_of(market)
    surplus, protocol = reserves.surplus(0), float(reserves.protocol_claims[0] * reserves.supply_index[0])
    default(market, 300.0)
    loss = 500.0 * GROWTH - 300.0
    taken = absorbed(market)
    assert [name for name, _ in taken] == ["surplus", "reserves", "socialisation"]
    assert [amount for _, amount in taken] == pytest.approx([surplus, protocol, loss - surplus - protocol])
    assert reserves.deposits(0) == pytest.approx(1040.0 - (loss - surplus - protocol))
    assert reserves.deficit.tolist() == [pytest.approx(0.0, abs=1e-12)]
    assert reserves.protocol_claims.tolist() == [pytest.approx(0.0, abs=1e-12)]
    assert identity(market) == pytest.approx(0.0, abs=1e-9)


def test_what_the_protocol_is_owed_is_not_written_down_with_the_lenders() -> None:
    market = market_of(Socialisation())
    market.accrue(YEAR)
    reserves = reserves_of(market)
    before = float(reserves.protocol_claims[0] * reserves.supply_index[0])
    default(market, 300.0)
    absorbed(market)
    assert float(reserves.protocol_claims[0] * reserves.supply_index[0]) == pytest.approx(before)
    assert float(reserves.supply_index[0]) < 1.0


def test_each_lender_bears_the_loss_in_proportion_and_leaves_with_the_rest() -> None:
    market = market_of(Socialisation(), factor=0.0)
    give(market, 3, "USDC", 3000.0)
    assert refusals(market, Supply(account=3, venue="pool", asset="USDC", amount=3000.0)) == []
    default(market, 300.0)
    assert absorbed(market) == [("socialisation", pytest.approx(200.0))]
    for account, deposit in ((LENDER, 1000.0), (3, 3000.0)):
        assert refusals(market, Withdraw(account=account, venue="pool", asset="USDC", receipts=deposit)) == []
        assert held(market, account, "USDC") == pytest.approx(deposit * 0.95)
    assert absorbed(market) == [("socialisation", pytest.approx(200.0))]  # nothing more


@pytest.mark.parametrize(
    "backstops",
    [(Socialisation(),), (Socialisation(), Reserves()), (Reserves(), Socialisation()), (Reserves(0.5),), ()],
)
@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0])
def test_a_pool_that_loses_everything_goes_on(backstops: tuple[Backstop, ...], factor: float) -> None:
    """All cash is lent out, grows for a year at 100 % and is lost."""
    market = market_of(*backstops, factor=factor, rate=1.0, owed=1000.0)
    market.accrue(YEAR)
    default(market, 1e-6)
    for _ in range(2):
        absorbed(market)
        market.accrue(YEAR)
        market.record()
        assert np.isfinite(market.wealth()).all()
    assert identity(market) == pytest.approx(0.0, abs=1e-9)
    refusals(market, Supply(account=LIQUIDATOR, venue="pool", asset="USDC", amount=10.0))
    market.check()
    market.audit()


def test_a_pool_whose_lenders_are_gone_still_meets_a_deficit() -> None:
    """The lender leaves with the cash; what is left of the debt belongs to the protocol and to nobody."""
    market = market_of(Socialisation(), Reserves(), Socialisation(), factor=0.5)
    market.accrue(3 * YEAR)
    reserves = reserves_of(market)
    give(market, BORROWER, "USDC", 1e4)
    cash_needed = reserves.deposits(0) - reserves.cash(0)
    assert refusals(market, Repay(account=BORROWER, venue="pool", asset="USDC", amount=cash_needed)) == []
    assert refusals(market, Withdraw(account=LENDER, venue="pool", asset="USDC", receipts=1000.0)) == []
    assert reserves.deposits(0) == 0.0
    default(market, 1e-6)
    loss = float(market.site.log.table(BadDebtRealised)["amount"].sum())
    assert sum(amount for _, amount in absorbed(market)) == pytest.approx(loss)


def test_a_claim_beyond_what_there_is_stops_the_run() -> None:
    market = market_of()
    reserves_of(market).supply_index[0] = 1.001
    with pytest.raises(BrokenInvariantError, match="pool: claims on USDC exceed its assets"):
        market.check()
