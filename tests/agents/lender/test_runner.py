import math

import numpy as np
import pytest

from firesale.agents.lender.runner import LARGEST_NORMAL, Runner
from firesale.market.actions import Motive, Withdraw
from firesale.market.market import Market
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position, play
from tests.markets import held, pool_of, refusals, set_price


def troubled(price: float) -> Market:
    """100,000 lent by accounts 0 to 3, 60,000 of it owed against 40 ETH."""
    market = market_of()
    for account in range(4):
        lend(market, account, 25_000.0)
    open_position(market, 9, 40.0, 60_000.0)
    set_price(market, "ETH", price)
    return market


def test_nobody_runs_while_every_debt_is_covered() -> None:
    market = troubled(1600.0)
    cohort = cohort_of(Runner("pool", "USDC"), 4)
    for moment in range(1, 20):
        assert decide(market, cohort, moment) == []
    assert not cohort.memory["running"].any()


def test_without_noise_it_runs_as_soon_as_the_loss_exceeds_its_threshold() -> None:
    runner = Runner("pool", "USDC", threshold=0.05, noise=0.0)
    assert decide(troubled(1376.0), cohort_of(runner, 4)) == []  # 60,000 - 55,040 = 4,960: 4.96 %
    market = troubled(1374.0)  # 5.04 %
    cohort = cohort_of(runner, 4)
    (run,) = decide(market, cohort)
    assert isinstance(run, Withdraw)
    assert run.motive is Motive.RUN
    assert np.asarray(run.account).tolist() == [0, 1, 2, 3]


def test_each_runs_at_its_own_threshold() -> None:
    market = troubled(1400.0)  # 4 %
    cohort = cohort_of(Runner("pool", "USDC", threshold=np.array([0.03, 0.05, 0.02, 0.041]), noise=0.0), 4)
    (run,) = decide(market, cohort)
    assert np.asarray(run.account).tolist() == [0, 2]


def test_whoever_gets_out_leaves_the_loss_to_fewer_and_makes_them_run() -> None:
    market = troubled(1400.0)  # 4,000 of 100,000
    thresholds = np.array([0.03, 0.05, 0.06, 0.5])
    cohort = cohort_of(Runner("pool", "USDC", threshold=thresholds, noise=0.0, panic_utilisation=1.0), 4)
    assert play(market, cohort) == []
    assert cohort.memory["running"].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert play(market, cohort, 2) == []  # 4,000 of 75,000 is 5.3 %
    assert cohort.memory["running"].tolist() == [1.0, 1.0, 0.0, 0.0]
    assert held(market, 1, "USDC") == pytest.approx(15_000.0)  # the rest of the cash
    assert play(market, cohort, 3) == ["the venue is short of cash"] * 2  # 4,000 of 60,000 is 6.7 %
    assert cohort.memory["running"].tolist() == [1.0, 1.0, 1.0, 0.0]


def test_the_first_come_are_served_and_the_others_are_refused_until_there_is_cash() -> None:
    market = troubled(1000.0)
    cohort = cohort_of(Runner("pool", "USDC", noise=0.0, partial=False), 4)
    assert play(market, cohort) == ["the venue is short of cash"] * 3  # 40,000 of cash: one whole deposit
    assert [held(market, account, "USDC") for account in range(4)] == pytest.approx([25_000.0, 0.0, 0.0, 0.0])
    assert play(market, cohort, 2) == ["the venue is short of cash"] * 3
    lend(market, 8, 20_000.0)
    assert play(market, cohort, 3) == ["the venue is short of cash"] * 2
    assert held(market, 1, "USDC") == pytest.approx(25_000.0)


def test_it_takes_a_part_if_it_cannot_have_all() -> None:
    market = troubled(1000.0)
    lend(market, 5, 60_000.0)
    cohort = cohort_of(Runner("pool", "USDC", noise=0.0), 1, start=5)
    open_position(market, 9, 0.0, 70_000.0)  # 30,000 are left
    assert play(market, cohort) == []
    assert held(market, 5, "USDC") == pytest.approx(30_000.0)
    assert play(market, cohort, 2) == ["the venue is short of cash"]
    lend(market, 8, 50_000.0)
    assert play(market, cohort, 3) == []
    assert held(market, 5, "USDC") == pytest.approx(60_000.0)
    assert decide(market, cohort, 4) == []


def test_once_running_it_keeps_running_when_the_loss_is_gone() -> None:
    market = troubled(1000.0)
    cohort = cohort_of(Runner("pool", "USDC", noise=0.0), 4)
    play(market, cohort)
    set_price(market, "ETH", 2000.0)
    assert len(decide(market, cohort, 2)) == 1


def test_a_pool_that_is_lent_out_makes_it_run_without_any_loss() -> None:
    market = troubled(2000.0)
    cohort = cohort_of(Runner("pool", "USDC", noise=0.0, panic_utilisation=np.array([0.5, 0.6, 0.61, 1.0])), 4)
    (run,) = decide(market, cohort)  # utilisation 0.6
    assert np.asarray(run.account).tolist() == [0]


def test_a_noisy_signal_makes_as_many_run_as_the_normal_distribution_says() -> None:
    size = 4000
    market = market_of(size + 1)
    lend(market, size, 100_000.0)
    open_position(market, size, 40.0, 60_000.0)
    set_price(market, "ETH", 1400.0)  # loss 4 %, one standard deviation below the threshold
    cohort = cohort_of(Runner("pool", "USDC", threshold=0.05, noise=0.01), size)
    decide(market, cohort)
    expected = 0.5 * math.erfc(1.0 / math.sqrt(2.0))
    assert cohort.memory["running"].mean() == pytest.approx(expected, abs=4.0 * math.sqrt(expected / size))


def test_the_signal_is_drawn_only_if_it_could_alarm_somebody() -> None:
    market = troubled(2000.0)
    quiet = cohort_of(Runner("pool", "USDC", threshold=0.05, noise=0.05 / LARGEST_NORMAL), 4)
    decide(market, quiet)
    assert quiet.draws.calls == 0
    loud = cohort_of(Runner("pool", "USDC", threshold=0.05, noise=0.06 / LARGEST_NORMAL), 4)
    decide(market, loud)
    assert loud.draws.calls > 0


def test_no_draw_exceeds_the_largest_normal() -> None:
    assert math.sqrt(-2.0 * math.log(2.0**-53)) < LARGEST_NORMAL


def test_a_deposit_with_interest_on_it_is_withdrawn_to_the_last_unit() -> None:
    market = troubled(2000.0)
    market.accrue(100 * 86_400.0)
    cohort = cohort_of(Runner("pool", "USDC", panic_utilisation=0.1), 1)
    assert play(market, cohort) == []
    assert held(market, 0, "pool:USDC") == 0.0
    assert held(market, 0, "USDC") > 25_000.0


def test_worthless_receipts_are_not_worth_a_run() -> None:
    market = troubled(2000.0)
    pool_of(market).reserves.supply_index[0] = 0.0
    assert decide(market, cohort_of(Runner("pool", "USDC", panic_utilisation=0.1), 4)) == []


def test_runs_are_refused_with_their_motive() -> None:
    market = troubled(1000.0)
    cohort = cohort_of(Runner("pool", "USDC", noise=0.0, partial=False), 4)
    actions = decide(market, cohort)
    assert len(refusals(market, *actions)) == 3
    table = market.site.log.tables()["ActionRefused"]
    assert set(table["motive"].tolist()) == {"run"}
