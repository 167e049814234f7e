"""What the scenario `depeg` says that it shows, it shows."""

from functools import cache

from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario

CLOSED = ("venues.vaults.redemption", "closed")
STAY = (("agents.depositors.strategy.least_ratio", 0.0), ("agents.depositors.strategy.least_price", 0.0))


@cache
def depeg(*changes: tuple[str, object]) -> Result:
    given = {key: {"kind": value} if isinstance(value, str) else value for key, value in changes}
    return run(Scenario.load("depeg", given))


def test_a_coin_that_is_fully_backed_loses_its_peg_and_breaks_the_pool_that_takes_it() -> None:
    metrics = depeg().metrics
    assert metrics["peg_deviation.below"] > 0.2
    assert metrics["peg_deviation.backing"] < 1e-9
    assert metrics["liquidations.accounts"] == 40
    assert metrics["lender_loss.total"] > 100_000.0
    groups = depeg().events["GroupRecorded"]
    wealth = groups.loc[groups["group"] == "redeemers", "wealth"].to_numpy()
    assert wealth[-1] > wealth[0]


def test_without_redemption_it_falls_further_and_debts_go_from_vault_to_vault() -> None:
    assert depeg(CLOSED).metrics["peg_deviation.end"] > depeg().metrics["peg_deviation.end"] + 0.3
    assert "DebtRedistributed" in depeg(CLOSED).events
    assert "Redeemed" not in depeg(CLOSED).events


def test_if_depositors_stay_the_coin_keeps_its_peg() -> None:
    calm = depeg(*STAY)
    assert calm.metrics["peg_deviation.max"] < 0.01
    assert calm.metrics["liquidations.count"] == 0
    assert "DebtOffset" in calm.events


def test_what_is_drawn_from_the_stability_pool_is_what_its_depositors_lose() -> None:
    events = depeg(*STAY).events
    drawn, lost = events["DebtOffset"], events["StabilityLossShared"]
    assert abs(drawn["amount"].sum() / lost["amount"].sum() - 1.0) < 1e-9
    assert abs(drawn["seized"].sum() / lost["gained"].sum() - 1.0) < 1e-9
    given, received = (depeg(CLOSED).events[name] for name in ("DebtRedistributed", "RedistributionReceived"))
    assert abs(given["amount"].sum() / received["amount"].sum() - 1.0) < 1e-9
    assert abs(given["seized"].sum() / received["received"].sum() - 1.0) < 1e-9
