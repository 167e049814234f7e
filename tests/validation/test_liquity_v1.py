"""A sequence of openings, liquidations and a redemption that Liquity v1's contracts executed; here through our market, action by action.

Source: ../shared/vectors/liquity_v1_sequence.json and ../shared/facts/MECHANISMS.md 2.6 (liquity/dev 39f1f7f8, the variant of 2025: a draw leaves
one coin in the stability pool). Coins and ETH have 18 decimals; a number agrees to 1e-9 of itself.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import Borrow, PostCollateral, ProvideStability, Redeem, TriggerLiquidation
from firesale.market.events import LiquidatorCompensated
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.redemption.riskiest_first import RiskiestFirst
from firesale.market.venues.vaults.vaults import Vaults, VaultsOpening
from tests.markets import give, held, refusals, set_price, small_market

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors" / "liquity_v1_sequence.json"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors lie beside the repository")
WHO = {"whale": 0, "alice": 1, "bob": 2, "carol": 3, "dave": 4}
LIQUIDATOR = 5
DAY = 86_400.0
TERMS = VaultsOpening(
    collateral=("ETH",),
    debt=("LUSD",),
    oracle="fair",
    margin=LoanToValue(np.array([1.0 / 1.1]), np.array([1.0 / 1.1])),
    liquidation=StabilityPool(coins_kept=1.0),
    rates=(Constant(0.0),),
    redemption=RiskiestFirst(),
    least_debt=2000.0,
    gas_reserve=200.0,
    recovery_ratio=1.5,
)


def exact(value: float) -> Any:
    return pytest.approx(value, rel=1e-9)


class Sequence:
    """The steps of the sequence, each on top of those before it."""

    def __init__(self, vector: dict[str, Any]) -> None:
        self.vector = vector
        self.market: Market = small_market(6, prices={"USDC": 1.0, "ETH": 200.0}, venues={"vaults": TERMS})
        for name, trove in vector["troves"].items():
            give(self.market, WHO[name], "ETH", trove["coll"])
            pledge = PostCollateral(account=WHO[name], venue="vaults", asset="ETH", amount=float(trove["coll"]))
            borrow = Borrow(account=WHO[name], venue="vaults", asset="LUSD", amount=float(trove["net"]))
            assert refusals(self.market, pledge, borrow) == []
        for name, coins in vector["sp"].items():
            deposit = ProvideStability(account=WHO[name], venue="vaults", asset="LUSD", amount=float(coins))
            assert refusals(self.market, deposit) == []

    @property
    def vaults(self) -> Vaults:
        venue = self.market.venues["vaults"]
        assert isinstance(venue, Vaults)
        return venue

    def row(self, name: str) -> int:
        return int(self.vaults.book.row_of[WHO[name]])

    def debt(self, name: str) -> float:
        return float(self.vaults.book.debt[self.row(name), 0] * self.vaults.mint.borrow_index[0])

    def collateral(self, name: str) -> float:
        return float(self.vaults.book.collateral[self.row(name), 0])

    def ratio(self, name: str, price: float) -> float:
        return self.collateral(name) * price / self.debt(name)

    def deposit(self, name: str) -> tuple[float, float]:
        """Coins and ETH gained."""
        one = np.array([WHO[name]])
        return float(self.vaults.stability.worth(one)[0]), float(self.vaults.stability.gains(one)[0, 0])

    def liquidate(self, name: str, price: float) -> None:
        set_price(self.market, "ETH", price)
        order = TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=WHO[name])
        assert refusals(self.market, order) == []
        self.market.check()
        self.market.audit()


@pytest.fixture
def sequence() -> Sequence:
    return Sequence(json.loads(VECTORS.read_text(encoding="utf-8")))


@needs_vectors
def test_debts_hold_the_fee_and_the_gas_reserve(sequence: Sequence) -> None:
    for name, trove in sequence.vector["troves"].items():
        assert sequence.debt(name) == exact(trove["debt"])
        assert sequence.collateral(name) == trove["coll"]


@needs_vectors
def test_a_vault_is_paid_for_by_the_pool(sequence: Sequence) -> None:
    expected = sequence.vector["liq_carol_at_100"]
    set_price(sequence.market, "ETH", 100.0)
    assert sequence.vaults.solvency.total_ratio() == exact(expected["TCR_before"])
    assert sequence.ratio("carol", 100.0) == exact(expected["icr"])
    sequence.liquidate("carol", 100.0)
    paid = sequence.market.site.log.table(LiquidatorCompensated)
    assert (paid["amount"][0], paid["received"][0]) == (expected["gas_comp_lusd"], exact(expected["gas_comp_eth"]))
    assert held(sequence.market, LIQUIDATOR, "LUSD") == expected["gas_comp_lusd"]
    assert held(sequence.market, LIQUIDATOR, "ETH") == exact(expected["gas_comp_eth"])
    assert sequence.vaults.stability.now.product == exact(expected["P"])
    for name, coins in expected["deposits"].items():
        assert sequence.deposit(name) == (exact(coins), exact(expected["eth_gain"][name]))


@needs_vectors
def test_what_the_pool_cannot_pay_goes_to_the_other_vaults(sequence: Sequence) -> None:
    expected = sequence.vector["liq_bob_at_80"]
    sequence.liquidate("carol", 100.0)
    set_price(sequence.market, "ETH", 80.0)
    assert sequence.ratio("bob", 80.0) == exact(expected["icr"])
    before = sequence.vaults.stability.total
    sequence.liquidate("bob", 80.0)
    assert before - sequence.vaults.stability.total == exact(expected["sp_offset"])
    assert sequence.vaults.stability.now.product == exact(expected["P"])
    assert sequence.debt("dave") == exact(expected["dave_after"]["debt"])
    assert sequence.collateral("dave") == exact(expected["dave_after"]["coll"])
    assert sequence.debt("dave") - 2210.0 == pytest.approx(30.0 * expected["L_debt"], rel=1e-9)
    assert sequence.collateral("dave") - 30.0 == pytest.approx(30.0 * expected["L_eth"], rel=1e-9)
    stakes = 1000.0 + 100.0 + 30.0
    assert expected["redistributed_debt"] / stakes == exact(expected["L_debt"])
    deposit = expected["alice_sp"]
    assert sequence.deposit("alice") == (exact(deposit["deposit"]), exact(deposit["eth_gain"]))


@needs_vectors
def test_coins_are_redeemed_against_the_riskiest_vault(sequence: Sequence) -> None:
    expected = sequence.vector["redeem_after_15d_at_200"]
    sequence.liquidate("carol", 100.0)
    sequence.liquidate("bob", 80.0)
    set_price(sequence.market, "ETH", 200.0)
    log = sequence.market.site.log
    log.time = 15.0 * DAY
    assert sequence.vaults.mint.debt(0) == exact(expected["supply"])
    whale, coins = WHO["whale"], held(sequence.market, WHO["whale"], "LUSD")
    order = Redeem(account=whale, venue="vaults", asset="LUSD", amount=float(expected["redeemed"]))
    assert refusals(sequence.market, order) == []
    assert coins - held(sequence.market, whale, "LUSD") == exact(expected["redeemed"])
    assert held(sequence.market, whale, "ETH") == exact(expected["eth_to_redeemer"])
    assert sequence.vaults.redemptions.base_rate == exact(expected["base_rate"])
    rule = sequence.vaults.vaults.redemption
    assert rule.redemption_fee(expected["base_rate"]) == exact(expected["redemption_rate"])
    assert sequence.debt("dave") == 0.0
    log.time += 0.5 * DAY
    assert rule.redemption_fee(sequence.vaults.redemptions.base_rate) == exact(expected["rate_after_12h"])
    sequence.market.check()
    sequence.market.audit()
