from firesale.analysis.story import summary, winners_and_losers
from firesale.analysis.tables import RunTables
from firesale.market.events import ActionRefused, AssetListed, BadDebtRealised, LossAbsorbed, Refusal, WealthRecorded
from tests.analysis.conftest import RunBuilder


def test_the_summary_says_what_came_of_it(run: RunBuilder) -> None:
    run.liquidation(1, "aave", 1000.0).liquidation(2, "aave", 500.0, borrower=2).liquidation(9, "maker", 20.0)
    run.at(9, BadDebtRealised("aave", 1, "USD", 30.0, 1.0), LossAbsorbed("aave", "s", "lenders", "USD", 30.0, 1.0, 1.0))
    run.at(9, ActionRefused("aave", 1, "Withdraw", "USD", 1.0, Refusal.NO_CASH, "run"))
    assert summary(run.tables()) == [
        "3 liquidations of 2 borrowers in 2 pools repaid 1,520 USD of debt.",
        "They came in 2 unbroken runs of steps; the largest lasted 2 steps (2 min) and repaid 1,500 USD.",
        "Bad debt of 30 USD was booked. Borne by: lenders 30 USD.",
        "1 withdrawal could not be paid for lack of cash, in aave.",
    ]


def test_the_summary_of_a_calm_run_says_so(empty: RunTables) -> None:
    assert summary(empty) == ["No liquidation happened.", "So there was no cascade.", "No bad debt was booked."]


def test_losers_and_winners_are_named_with_amounts(run: RunBuilder) -> None:
    run.account(1, "leveraged_trader").account(2, "lender").account(3, "liquidator")
    for account, end in ((1, 20.0), (2, 95.0), (3, 130.0)):
        run.at(0, WealthRecorded(account, 100.0)).at(9, WealthRecorded(account, end))
    assert winners_and_losers(run.tables()) == [
        "Lost, by role: leveraged trader 80 USD and lender 5 USD.",
        "Gained, by role: liquidator 30 USD.",
    ]


def test_without_wealth_nobody_is_named(empty: RunTables) -> None:
    assert winners_and_losers(empty) == ["Wealth was not recorded."]


def test_a_loss_that_is_booked_in_several_pools_is_said_to_be(run: RunBuilder) -> None:
    run.at(0, AssetListed("second", "first:USD", "collateral", "USD", "feed", 0.95))
    run.at(9, BadDebtRealised("second", 1, "USD", 30.0, 1.0))
    assert summary(run.tables())[2].endswith("is counted in each.")
