from firesale.analysis.metrics.attack import Attack
from firesale.analysis.tables import RunTables
from firesale.market.events import FeePaid, FlashLoaned, PlanConsidered, Swapped, WealthRecorded
from tests.analysis.conftest import RunBuilder


def swap(account: int, asset_in: str, asset_out: str, amount_in: float, amount_out: float) -> Swapped:
    return Swapped("uni", account, asset_in, asset_out, amount_in, amount_out, 0.0, 100.0, 100.0, "manipulation")


def test_profit_is_the_change_of_wealth_of_manipulators_only(run: RunBuilder) -> None:
    run.account(1, "oracle_manipulator").account(2, "lender")
    run.at(0, WealthRecorded(1, 100.0), WealthRecorded(2, 100.0)).at(
        5, WealthRecorded(1, 130.0), WealthRecorded(2, 10.0)
    )
    assert Attack().measure(run.tables())["profit"] == 30.0


def test_cost_is_what_swaps_lost_at_fundamental_prices_and_fees(run: RunBuilder) -> None:
    run.account(1, "oracle_manipulator").account(2, "noise_trader").price("ETH", [100.0, 100.0])
    run.at(1, FlashLoaned("aave", 1, "ETH", 50.0, 0.02), FeePaid(1, 3.0), FeePaid(2, 50.0))
    run.at(1, swap(1, "USD", "ETH", 1000.0, 8.0), swap(1, "ETH", "USD", 8.0, 950.0), swap(2, "USD", "ETH", 100.0, 0.5))
    # bought for 1,000 what is worth 800, sold what is worth 800 for 950: 50 lost; loan fee 2, priority fee 3
    assert Attack().measure(run.tables())["cost"] == 55.0


def test_plans_are_counted_and_the_made_ones_summed(run: RunBuilder) -> None:
    run.account(1, "oracle_manipulator").account(2, "liquidator")
    run.at(1, PlanConsidered("uni", 1, "push", 10.0, 90.0, False))
    run.at(2, PlanConsidered("uni", 1, "push", 50.0, 20.0, True), PlanConsidered("uni", 2, "dump", 9.0, 1.0, True))
    found = Attack().measure(run.tables())
    assert (found["considered"], found["made"]) == (2.0, 1.0)
    assert (found["expected_gain"], found["expected_cost"]) == (50.0, 20.0)


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert set(Attack().measure(empty).values()) == {0.0}
