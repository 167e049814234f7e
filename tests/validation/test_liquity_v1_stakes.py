"""Fees, redistributions and recovery mode in Liquity's own tests.

How the base rate decays, and who gets collateral and debt as vaults come, go and change. Source: liquity/dev, packages/contracts/test:
`FeeArithmeticTest.js` (`decayBaseRateResults`), `TroveManager_LiquidationRewardsTest.js`, `TroveManager_RecoveryModeTest.js`. Each vault of the
last two keeps a gas reserve of 10, there is no fee yet and no least debt. Expected values as printed there, good to 1e-15 ETH.
"""

import numpy as np
import pytest

from firesale.market.actions import (
    Action,
    Borrow,
    PostCollateral,
    ProvideStability,
    TriggerLiquidation,
    WithdrawCollateral,
)
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.redemption.riskiest_first import RiskiestFirst
from firesale.market.venues.vaults.vaults import Vaults, VaultsOpening
from tests.markets import give, held, refusals, set_price, small_market

# fmt: off
DECAY = {  # base rate after so many seconds, units of 1e-18
    0.01: {37: 10000000000000000, 432: 9932837247526310, 1179: 9818748881063180, 3547: 9447834221836550, 3600: 9438743126816710,
           61328: 3738562496681640, 86400: 2499999999998550, 604342: 615070415779, 1092099: 245591068, 2591349: 0},
    0.1: {1: 100000000000000000, 2343: 96315062007002900, 10000: 85230662082682400, 18000: 74915353843825000, 35405: 56666011111558300,
          604800: 6103515624975},
    0.34539284: {432: 343073086618089000, 15000: 271511998440263000, 65932: 120016950329719000, 100000: 69464572641868900},
    0.9976: {1179: 979518388374863000, 17900: 748795921150671000, 79420: 279134696950299000, 86147: 250603386348255000},
}
# fmt: on
TERMS = VaultsOpening(
    collateral=("ETH",),
    debt=("LUSD",),
    oracle="fair",
    margin=LoanToValue(np.array([1.0 / 1.1]), np.array([1.0 / 1.1])),
    liquidation=StabilityPool(),
    rates=(Constant(0.0),),
    redemption=RiskiestFirst(least_fee=0.0),
    least_debt=0.0,
    gas_reserve=10.0,
    recovery_ratio=1.5,
)
NEXT_TO_NOTHING = 1e-12
"""Coins that a vault borrows that there owes its gas reserve alone."""
A, B, C, D, E, F, LIQUIDATOR = range(7)


@pytest.mark.parametrize(
    ("start", "seconds", "units"), [(start, *one) for start, column in DECAY.items() for one in column.items()]
)
def test_the_base_rate_decays_by_whole_minutes_to_a_half_in_twelve_hours(
    start: float, seconds: int, units: int
) -> None:
    assert RiskiestFirst().decayed(start, float(seconds)) == pytest.approx(units / 1e18, rel=1e-9, abs=1e-18)


class Troves:
    """Vaults that are opened at a price of 200 and closed at 100."""

    def __init__(self) -> None:
        self.market: Market = small_market(7, prices={"USDC": 1.0, "ETH": 200.0}, venues={"vaults": TERMS})

    @property
    def vaults(self) -> Vaults:
        venue = self.market.venues["vaults"]
        assert isinstance(venue, Vaults)
        return venue

    def do(self, *orders: Action) -> None:
        assert refusals(self.market, *orders) == []
        self.market.check()
        self.market.audit()

    def open(self, account: int, units: float, coins: float = NEXT_TO_NOTHING) -> None:
        self.add(account, units)
        self.do(Borrow(account=account, venue="vaults", asset="LUSD", amount=coins))

    def add(self, account: int, units: float) -> None:
        give(self.market, account, "ETH", units)
        self.do(PostCollateral(account=account, venue="vaults", asset="ETH", amount=units))

    def take(self, account: int, units: float) -> None:
        self.do(WithdrawCollateral(account=account, venue="vaults", asset="ETH", amount=units))

    def liquidate(self, account: int, price: float = 100.0) -> None:
        set_price(self.market, "ETH", price)
        self.do(TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=account))
        set_price(self.market, "ETH", 200.0)

    def holds(self, *accounts: int) -> list[float]:
        return [float(self.vaults.book.collateral[self.vaults.book.row_of[account], 0]) for account in accounts]

    def owes(self, *accounts: int) -> list[float]:
        return [float(self.vaults.book.debt[self.vaults.book.row_of[account], 0]) for account in accounts]


def wei(*units: int) -> list[float]:
    return [unit / 1e18 for unit in units]


def test_who_opens_between_two_liquidations_shares_the_second_alone() -> None:
    troves = Troves()
    troves.open(A, 1.0)
    troves.open(B, 1.0, 100.0)
    troves.liquidate(B)
    troves.open(C, 1.0)
    troves.open(D, 1.0, 100.0)
    troves.liquidate(D)
    assert troves.holds(A, C) == pytest.approx(wei(2657779632721202212, 1332220367278798001), rel=1e-12)
    assert sum(troves.holds(A, B, C, D)) == pytest.approx(3.99, rel=1e-12)
    assert held(troves.market, LIQUIDATOR, "LUSD") == pytest.approx(20.0)


def test_two_who_were_there_before_and_two_who_came_between() -> None:
    troves = Troves()
    troves.open(A, 1.0)
    troves.open(B, 1.0)
    troves.open(C, 1.0, 100.0)
    troves.liquidate(C)
    troves.open(D, 1.0)
    troves.open(E, 1.0)
    troves.open(F, 1.0, 100.0)
    troves.liquidate(F)
    expected = wei(1795800800800800844, 1795800800800800844, 1199199199199199178, 1199199199199199178)
    assert troves.holds(A, B, D, E) == pytest.approx(expected, rel=1e-12)


def test_the_last_of_a_chain_has_what_all_before_it_had() -> None:
    troves = Troves()
    troves.open(A, 1.0, 1.0)
    for account in (B, C, D, E, F):
        troves.open(account, 1.0, 1.0)
        troves.liquidate(account - 1, 1.0)
    assert troves.holds(F)[0] - 1.0 == pytest.approx(wei(4925498128746874648)[0], rel=1e-12)
    assert held(troves.market, LIQUIDATOR, "LUSD") == pytest.approx(50.0)


def test_who_withdraws_half_a_unit_takes_over_less_of_the_next_vault() -> None:
    troves = Troves()
    troves.open(A, 1.0)
    troves.open(B, 1.0, 100.0)
    troves.open(C, 1.0, 100.0)
    troves.liquidate(C)
    troves.take(B, 0.5)
    troves.open(D, 1.0, 100.0)
    troves.liquidate(D)
    assert troves.holds(B, A) == pytest.approx(wei(1395300601202404955, 2094699398797595257), rel=1e-12)
    assert troves.owes(B, A) == pytest.approx(wei(208977955911823642050, 131022044088176343730), rel=1e-12)


def with_a_whale() -> Troves:
    """The whale has 998 of 1000 units, and gets as much of a vault of 1000 that is closed."""
    troves = Troves()
    for account, units in ((A, 1.0), (B, 1.0), (C, 998.0)):
        troves.open(account, units)
    troves.open(D, 1000.0, 100_000.0)
    troves.liquidate(D)
    assert troves.holds(A, B, C) == pytest.approx([1.995, 1.995, 1991.01], rel=1e-12)
    return troves


def test_all_add_a_unit_and_share_the_next_vault_by_what_they_hold() -> None:
    troves = with_a_whale()
    for account in (A, B, C):
        troves.add(account, 1.0)
    troves.open(E, 1998.0, 199_000.0)
    troves.liquidate(E)
    assert troves.holds(A, B, C) == pytest.approx([5.975025, 5.975025, 3974.05995], rel=1e-12)


def test_the_whale_takes_a_unit_out_and_gets_less_of_the_next_vault() -> None:
    troves = with_a_whale()
    troves.take(C, 1.0)
    troves.open(E, 1994.0, 199_000.0)
    troves.liquidate(E)
    assert troves.holds(A, B, C) == pytest.approx([3.980025, 3.980025, 3970.06995], rel=1e-12)


# --- recovery mode ----------------------------------------------------------------------------------------------------


def test_two_vaults_worth_less_than_they_owe_pass_on_all_but_what_liquidators_get() -> None:
    """Three of 3 units and 400 coins: at 100 the ratio of all is 75 %. 3 + 4.5 * .995 + 1.5 * .995^2 units are left; the pool is not touched."""
    troves = Troves()
    for account in (A, B, C):
        troves.open(account, 3.0, 390.0)
    troves.do(ProvideStability(account=A, venue="vaults", asset="LUSD", amount=390.0))
    troves.liquidate(C)
    assert sum(troves.holds(A, B)) == pytest.approx(8.985, rel=1e-12)
    troves.liquidate(B)
    assert troves.holds(A)[0] == pytest.approx(wei(8962537499999999820)[0], rel=1e-12)
    assert troves.owes(A)[0] == pytest.approx(1200.0, rel=1e-12)
    assert troves.vaults.stability.now.product == 1.0


def between(deposit: float) -> Troves:
    """A ratio of 240 % falls to 120 %, that of all vaults to 132 %, when the price halves. The first vault's owner sets coins aside."""
    troves = Troves()
    for account, units, coins in ((A, 20.0, 1490.0), (B, 3.0, 240.0), (D, 2.0, 140.0)):
        troves.open(account, units, coins)
    troves.do(ProvideStability(account=A, venue="vaults", asset="LUSD", amount=deposit))
    set_price(troves.market, "ETH", 100.0)
    assert troves.vaults.solvency.total_ratio() == pytest.approx(2500.0 / 1900.0, rel=1e-12)
    assert troves.vaults.solvency.recovery
    return troves


def test_above_the_least_ratio_a_vault_pays_that_ratio_and_keeps_the_rest() -> None:
    """250 coins at 110 %: 2.75 of 3 units are taken, half a per cent of them for the liquidator, and the owner keeps .25."""
    troves = between(1490.0)
    troves.do(TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=B))
    one = np.array([A])
    assert float(troves.vaults.stability.gains(one)[0, 0]) == pytest.approx(2.75 * 0.995, rel=1e-12)
    assert float(troves.vaults.stability.worth(one)[0]) == pytest.approx(1240.0, rel=1e-12)
    assert held(troves.market, LIQUIDATOR, "ETH") == pytest.approx(2.75 * 0.005, rel=1e-12)
    assert troves.holds(B)[0] + held(troves.market, B, "ETH") == pytest.approx(0.25, rel=1e-12)


def test_above_the_least_ratio_a_vault_stays_where_the_pool_cannot_pay_for_all_of_it() -> None:
    """`liquidateTroves` of the deployed contract passes over it; an earlier one took what the pool had."""
    troves = between(100.0)
    order = TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=B)
    assert refusals(troves.market, order) == ["the position is safe"]
    assert troves.owes(B)[0] == pytest.approx(250.0)


def test_above_the_ratio_of_all_a_vault_is_safe_even_in_recovery_mode() -> None:
    troves = between(1490.0)
    order = TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=D)
    assert refusals(troves.market, order) == ["the position is safe"]
