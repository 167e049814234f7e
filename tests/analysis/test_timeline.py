"""Sentences, word for word: a change of one is a change of what readers are told."""

import pytest

from firesale.analysis.tables import RunTables
from firesale.analysis.timeline import timeline
from firesale.market.events import (
    ActionRefused,
    BadDebtRealised,
    Event,
    LossAbsorbed,
    PlanConsidered,
    PositionsRecorded,
    PriceQuoted,
    Refusal,
    ReserveRecorded,
    Withdrawn,
)
from tests.analysis.conftest import RunBuilder


def told(run: RunBuilder) -> list[tuple[int, str]]:
    return [(moment.step, moment.text) for moment in timeline(run.tables())]


def test_nothing_is_told_of_an_empty_run(empty: RunTables) -> None:
    assert timeline(empty) == []


def test_the_opening_says_who_and_how_much(run: RunBuilder) -> None:
    run.pool("aave").exchange("uni").account(1, "leveraged_trader").account(2, "lender").account(3, "lender")
    quantiles = (1.1, 1.2, 1.3, 1.4, 1.5)
    run.at(0, PositionsRecorded("aave", 1, 0, 2000.0, 1500.0, 0.0, *quantiles))
    run.at(1, PositionsRecorded("aave", 1, 0, 2000.0, 1599.0, 0.0, *quantiles))
    assert told(run)[:1] == [
        (
            0,
            "The run opens with 1 leveraged trader and 2 lenders, in 1 pool and 1 exchange. "
            "Borrowers owe 1,500 USD against collateral worth 2,000 USD.",
        )
    ]


def test_lowest_prices_are_told_where_there_was_a_fall(run: RunBuilder) -> None:
    run.price("ETH", [2000.0, 1900.0, 1200.0, 1500.0]).price("DAI", [1.0, 0.999, 1.0, 1.0])
    assert told(run) == [(2, "ETH is at its lowest: its fundamental price is 1,200 USD, 40% below the start.")]


def test_an_exchange_far_below_the_fundamental_is_told(run: RunBuilder) -> None:
    run.price("ETH", [100.0, 100.0]).at(1, PriceQuoted("uni", "ETH", 88.0))
    assert told(run) == [
        (1, "At uni, ETH stands furthest below its fundamental price: 88 USD against 100 USD, 12% less.")
    ]


def test_the_first_liquidation_and_the_worst_step_are_told(run: RunBuilder) -> None:
    run.liquidation(3, "aave", 40.0, price=1500.0).liquidation(5, "aave", 500.0).liquidation(5, "maker", 700.0)
    assert told(run) == [
        (3, "The first liquidation, in aave: 40 USD of debt is repaid for ETH, valued at 1,500 USD a unit."),
        (5, "The worst step: 2 liquidations in 2 pools repay 1,200 USD of debt."),
    ]


def test_bad_debt_and_its_bearers_are_told(run: RunBuilder) -> None:
    run.at(
        4,
        BadDebtRealised("aave", 1, "USD", 30.0, 1.0),
        LossAbsorbed("aave", "reserves", "reserves", "USD", 20.0, 1.0, 1.0),
    )
    run.at(4, LossAbsorbed("aave", "none", "nobody", "USD", 10.0, 1.0, 1.0))
    run.at(
        6,
        BadDebtRealised("aave", 2, "USD", 50.0, 1.0),
        LossAbsorbed("maker", "reserves", "reserves", "USD", 5.0, 1.0, 1.0),
    )
    assert told(run) == [
        (4, "aave books its first bad debt, 30 USD; by the end it has booked 80 USD."),
        (
            4,
            "The backstop reserves is drawn for the first time, for a loss of aave; "
            "by the end it puts 25 USD on reserves, in 2 pools.",
        ),
        (4, "aave has a loss that no backstop covers; at the end nobody bears 10 USD, in 1 pool."),
    ]


def test_a_deficit_left_at_the_end_is_told_from_its_first_record(run: RunBuilder) -> None:
    for step, deficit in ((1, 0.0), (2, 30.0), (3, 20.0)):
        run.at(step, ReserveRecorded("aave", "USD", 0.0, 0.0, 0.0, deficit, 0.0, 0.0, 1.0))
    assert told(run) == [(2, "aave has a loss that no backstop covers; at the end nobody bears 20 USD, in 1 pool.")]


def test_a_deficit_made_good_is_not_told(run: RunBuilder) -> None:
    for step, deficit in ((2, 30.0), (3, 0.0)):
        run.at(step, ReserveRecorded("aave", "USD", 0.0, 0.0, 0.0, deficit, 0.0, 0.0, 1.0))
    assert told(run) == []


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (
            False,
            "is considered twice and never made: at the best moment, this one, "
            "the expected gain is 10 USD and the expected cost 30 USD.",
        ),
        (
            True,
            "is made: it is expected to gain 10 USD and to cost 30 USD. In all it is considered twice and made once.",
        ),
    ],
)
def test_a_plan_is_told_with_its_reason(run: RunBuilder, made: bool, sentence: str) -> None:
    run.account(1, "oracle_manipulator").at(2, PlanConsidered("uni", 1, "push_spot", 10.0, 90.0, False))
    run.at(3, PlanConsidered("uni", 1, "push_spot", 10.0, 30.0, made))
    plan = "The plan “push spot” against uni, by an account of role oracle manipulator,"
    assert told(run)[-1] == (3, f"{plan} {sentence}")


def test_runs_and_refused_withdrawals_are_told(run: RunBuilder) -> None:
    events: list[Event] = [
        Withdrawn("aave", 1, "USD", 70.0, 70.0, "run"),
        Withdrawn("aave", 1, "USD", 500.0, 500.0, "lending"),
        ActionRefused("aave", 2, "Withdraw", "USD", 40.0, Refusal.NO_CASH, "run"),
    ]
    run.at(5, *events).at(6, events[0], events[2])
    assert told(run) == [
        (5, "Lenders begin to run from aave; by the end they take out 140 USD."),
        (5, "aave is short of cash and refuses a withdrawal; by the end it refuses 2 withdrawals (80 USD asked for)."),
    ]


def test_the_end_says_what_is_left(run: RunBuilder) -> None:
    run.at(8, PositionsRecorded("aave", 1, 1, 90.0, 100.0, 10.0, 0.9, 0.9, 0.9, 0.9, 0.9))
    assert told(run) == [
        (8, "At the last record borrowers owe 100 USD; 10 USD of it is above the value of its collateral.")
    ]
