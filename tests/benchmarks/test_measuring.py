from pathlib import Path

from benchmarks.contagion import analyse_saved, save_enlarged
from benchmarks.perpetuals import perpetual_speed
from benchmarks.scenario import split
from benchmarks.small import small_run
from benchmarks.steps import step_cost
from benchmarks.vaults import vaults_speed


def test_traders_are_spread_evenly() -> None:
    assert split(10, 4) == [3, 3, 2, 2]


def test_both_models_are_timed_after_the_same_lead() -> None:
    cost = step_cost(80, "crash", repetitions=1, with_twin=True)
    assert cost.firesale.cpu > 0.0
    assert cost.twin is not None
    assert 0.0 < cost.liquidated < 0.2


def test_a_small_run_is_timed_in_two_parts() -> None:
    run = small_run(12, 5, repetitions=1)
    assert run.whole.cpu >= max(run.set_up.cpu, run.stepping.cpu) > 0.0


def test_orders_to_vaults_are_timed_together_and_one_by_one() -> None:
    speed = vaults_speed(200, repetitions=1)
    assert speed.orders == 5 * 200
    assert min(speed.together.cpu, speed.one_by_one.cpu) > 0.0


def test_trades_of_perpetuals_are_timed_alone_and_together() -> None:
    speed = perpetual_speed(20, repetitions=1)
    assert speed.alone.cpu > speed.together.cpu > 0.0


def test_an_enlarged_run_is_saved_and_analysed(tmp_path: Path) -> None:
    liquidations = save_enlarged(1, tmp_path / "run")
    measured = analyse_saved(tmp_path / "run")
    assert measured["liquidations"] == liquidations > 0
    assert measured["cpu"] >= measured["attributed"] > 0.0
