from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import (
    Borrow,
    Bundle,
    FlashLoan,
    Liquidate,
    ProvideStability,
    Repay,
    Supply,
    Swap,
    TriggerLiquidation,
    WithdrawCollateral,
)
from firesale.market.errors import BadValueError
from firesale.market.events import MintingCharged
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.rates.constant import Constant
from firesale.market.redemption.closed import Closed
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.market.venues.vaults.making import (
    EXCHANGE,
    LIQUITY,
    TERMS,
    YEAR,
    check,
    collateral_of,
    debt_of,
    market_with,
    open_vault,
    vaults_of,
)
from tests.markets import give, held, refusals, set_price

OWNER, OTHER, LIQUIDATOR = 0, 1, 2


def test_borrowing_mints_coins_and_repaying_destroys_them() -> None:
    market = market_with(replace(TERMS, redemption=Closed()))
    open_vault(market, OWNER, 1.0, 1000.0)
    assert held(market, OWNER, "COIN") == vaults_of(market).mint.supply == debt_of(market, OWNER) == 1000.0
    assert refusals(market, Repay(account=OWNER, venue="vaults", asset="COIN", amount=400.0)) == []
    assert vaults_of(market).mint.supply == debt_of(market, OWNER) == 600.0
    check(market)


def test_a_debt_holds_fee_and_gas_reserve_and_repaying_gets_the_reserve_back() -> None:
    market = market_with(LIQUITY)
    open_vault(market, OTHER, 10.0, 3000.0)
    open_vault(market, OWNER, 10.0, 2000.0)
    assert debt_of(market, OWNER) == pytest.approx(2000.0 * 1.005 + 200.0)
    charged = market.site.log.table(MintingCharged)
    assert charged["fee"].tolist() == pytest.approx([15.0, 10.0])
    give_coins(OTHER, OWNER, 10.0, market)
    assert refusals(market, Repay(account=OWNER, venue="vaults", asset="COIN", amount=1e9)) == []
    assert debt_of(market, OWNER) == 0.0
    assert held(market, OWNER, "COIN") == pytest.approx(0.0, abs=1e-9)
    check(market)


def give_coins(source: int, target: int, amount: float, market: object) -> None:
    """Hand coins from one player to another."""
    site = market.site  # type: ignore[attr-defined]
    site.ledger.transfer(site.assets.column["COIN"], source, target, amount)


def test_a_debt_below_the_least_one_is_refused() -> None:
    market = market_with(LIQUITY)
    give(market, OWNER, "ETH", 10.0)
    market.execute([], 0)
    open_vault(market, OWNER, 10.0, 2500.0)
    assert refusals(market, Repay(account=OWNER, venue="vaults", asset="COIN", amount=1000.0)) == ["would leave dust"]
    other = market_with(LIQUITY)
    vaults_of(other).borrowers.place(np.array([OWNER]), np.zeros((1, 1)), np.zeros((1, 1)), "opening")
    assert refusals(other, Borrow(account=OWNER, venue="vaults", asset="COIN", amount=100.0)) == ["would leave dust"]


def test_nobody_lends_and_the_ceiling_holds() -> None:
    market = market_with(replace(TERMS, borrow_cap=np.array([1200.0]), redemption=Closed()))
    open_vault(market, OWNER, 10.0, 1000.0)
    assert refusals(market, Supply(account=OWNER, venue="vaults", asset="COIN", amount=1.0)) == [
        "the venue does not offer this action"
    ]
    assert refusals(market, Borrow(account=OWNER, venue="vaults", asset="COIN", amount=300.0)) == [
        "above the borrow cap"
    ]


def test_stability_fees_are_minted_for_the_protocol() -> None:
    """Source: ../shared/facts/MECHANISMS.md 2.5: 13,000 DAI at 5 % a year owe 13,650 after a year, compounded step by step."""
    market = market_with(replace(TERMS, rates=(Constant(np.log(1.05)),), redemption=Closed()))
    open_vault(market, OWNER, 100.0, 13_000.0)
    for _ in range(365):
        market.accrue(YEAR / 365)
    assert debt_of(market, OWNER) == pytest.approx(13_650.0, rel=1e-9)
    assert vaults_of(market).mint.surplus() == pytest.approx(650.0, rel=1e-7)
    check(market)


def test_part_of_the_fees_may_go_to_the_stability_pool() -> None:
    market = market_with(replace(TERMS, rates=(Constant(0.1),), reserve_factor=np.array([0.25]), redemption=Closed()))
    open_vault(market, OWNER, 100.0, 10_000.0)
    assert refusals(market, ProvideStability(account=OWNER, venue="vaults", asset="COIN", amount=4000.0)) == []
    market.accrue(YEAR / 10)
    fees = debt_of(market, OWNER) - 10_000.0
    one = np.array([OWNER])
    assert vaults_of(market).stability.gains(one)[0, -1] == pytest.approx(0.75 * fees)
    assert vaults_of(market).mint.surplus() == pytest.approx(0.25 * fees)
    check(market)


def test_a_fixed_spread_closes_vaults_too_and_what_is_left_is_bad_debt_that_surplus_pays() -> None:
    market = market_with(replace(TERMS, liquidation=FixedSpread(np.array([0.1]))))
    open_vault(market, OWNER, 1.0, 1500.0)
    open_vault(market, LIQUIDATOR, 10.0, 5000.0)
    surplus = vaults_of(market).mint.surplus()
    set_price(market, "ETH", 1000.0)
    order = Liquidate(account=LIQUIDATOR, venue="vaults", borrower=OWNER, collateral="ETH", debt="COIN", repayment=1e6)
    assert refusals(market, order) == []
    lost = 1500.0 * 1.005 - 1000.0 / 1.1
    mint = vaults_of(market).mint
    assert mint.deficit[0] == pytest.approx(lost)
    market.absorb()
    assert mint.deficit[0] == pytest.approx(lost - surplus)
    assert mint.surplus() == pytest.approx(0.0, abs=1e-9)
    check(market)


def test_coins_can_be_minted_for_the_length_of_a_bundle() -> None:
    market = market_with(replace(TERMS, flash_fee=0.001))
    open_vault(market, OWNER, 10.0, 1000.0)
    repay = Repay(account=OWNER, venue="vaults", asset="COIN", amount=1.0)
    loan = FlashLoan(account=OWNER, venue="vaults", asset="COIN", amount=500_000.0, legs=(repay,))
    assert refusals(market, loan) == []
    assert vaults_of(market).mint.surplus() == pytest.approx(500.0 + 5.0)
    check(market)


def test_coins_that_exchanges_open_with_are_backed_one_for_one() -> None:
    market = market_with(more={"pair": EXCHANGE})
    vaults = vaults_of(market)
    assert vaults.mint.founded[0] == vaults.mint.supply == 10_000.0
    assert vaults.claim_value("COIN") == 1.0
    vaults.found(np.array([OWNER]), np.array([500.0]))
    assert vaults.mint.supply == 10_500.0
    check(market)


def test_what_vaults_minted_before_the_start_is_what_others_hold_then() -> None:
    market = market_with(more={"pair": EXCHANGE})
    vaults, site = vaults_of(market), market.site
    give(market, OWNER, "ETH", 100.0)
    minted = vaults.borrowers.place(np.array([OWNER]), np.array([[100.0]]), np.array([[6000.0]]), "opening")
    site.ledger.transfer(site.assets.column["COIN"], OWNER, site.world, minted[:, 0])
    vaults.arrange()
    assert vaults.mint.founded[0] == 4000.0
    assert vaults.mint.supply == 10_000.0
    check(market)


def test_a_coin_is_worth_what_backs_it() -> None:
    market = market_with()
    open_vault(market, OWNER, 1.0, 1500.0)
    open_vault(market, OTHER, 1.0, 500.0)
    set_price(market, "ETH", 1000.0)
    supply = 2000.0 * 1.005
    assert vaults_of(market).claim_value("COIN") == pytest.approx((1000.0 + 502.5) / supply)
    wealth = market.wealth()
    assert wealth[OWNER] == pytest.approx(1500.0 * (1502.5 / supply))  # the vault is abandoned
    assert market.wealth_of(OTHER) == pytest.approx(float(wealth[OTHER]))


def test_a_coin_that_loses_its_peg_is_collateral_elsewhere_at_its_market_price() -> None:
    pool = LendingPoolTerms(
        collateral=("COIN",),
        debt=("USD",),
        oracle="fair",
        margin=TERMS.margin,
        liquidation=FixedSpread(np.array([0.05])),
        rates=(Constant(0.05),),
    )
    market = market_with(more={"pair": EXCHANGE, "elsewhere": pool})
    open_vault(market, OWNER, 100.0, 20_000.0)
    sale = Swap(account=OWNER, venue="pair", asset_in="COIN", asset_out="USD", amount_in=2000.0)
    assert refusals(market, sale) == []
    market.report_prices()
    quote = market.look().credit("elsewhere")
    assert quote.collateral_price[0] == pytest.approx(market.look().price("COIN"))
    assert quote.collateral_price[0] < 0.75
    assert market.look().credit("vaults").debt_price[0] == 1.0


def test_a_bundle_that_fails_leaves_no_trace() -> None:
    market = market_with(LIQUITY)
    open_vault(market, OWNER, 100.0, 20_000.0)
    before = vaults_of(market).stability.now, vaults_of(market).stability.total, vaults_of(market).mint.gas.copy()
    legs = (
        ProvideStability(account=OWNER, venue="vaults", asset="COIN", amount=50.0),
        Borrow(account=OWNER, venue="vaults", asset="COIN", amount=50.0),
        ProvideStability(account=OWNER, venue="vaults", asset="COIN", amount=50.0),
        WithdrawCollateral(account=OWNER, venue="vaults", asset="ETH", amount=99.0),
    )
    assert refusals(market, Bundle(account=OWNER, legs=legs)) == ["the position would not be safe"]
    vaults = vaults_of(market)
    assert (vaults.stability.now, vaults.stability.total) == before[:2]
    np.testing.assert_array_equal(vaults.mint.gas, before[2])
    assert vaults.stability.holders().tolist() == []
    check(market)


def test_the_last_vault_is_not_closed() -> None:
    market = market_with()
    open_vault(market, OWNER, 1.0, 1500.0)
    set_price(market, "ETH", 1000.0)
    order = TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=OWNER)
    assert refusals(market, order) == ["the position is safe"]
    assert collateral_of(market, OWNER) == 1.0


def test_terms_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(BadValueError, match="one coin"):
        replace(TERMS, debt=("COIN", "OTHER"))
    with pytest.raises(BadValueError, match="stability_pool"):
        replace(TERMS, gas_reserve=200.0, liquidation=FixedSpread(np.array([0.1])))
