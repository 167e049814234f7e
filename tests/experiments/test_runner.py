import pickle

import pytest

from firesale.experiments.runner import Job, StoppedRunError, metrics_of, run_jobs
from tests.experiments.small import small, small_run

WHOLE = small({"venues.harbor.liquidation.close_factor": 1.0})
JOBS: list[Job] = [(WHOLE, 2), (small(), 1), (small(), 2)]
IMPOSSIBLE = small({"agents.sleepers.count": 500})


def test_a_job_gives_the_metrics_of_its_run() -> None:
    assert metrics_of((small(), 3)) == pytest.approx(small_run(seed=3).metrics, nan_ok=True)


def test_a_job_gives_those_of_some_families_only_if_asked_to() -> None:
    whole = small_run(seed=3).metrics
    some = metrics_of((small(), 3), ["bad_debt", "fees"])
    assert some == {name: number for name, number in whole.items() if name.startswith(("bad_debt.", "fees."))}
    assert list(run_jobs([(small(), 3)], families=["bad_debt", "fees"])) == [some]


def test_metrics_come_in_the_order_of_the_jobs_in_one_process_or_two() -> None:
    alone = list(run_jobs(JOBS))
    assert [one["liquidated_debt.total"] for one in alone] == [metrics_of(job)["liquidated_debt.total"] for job in JOBS]
    for one, other in zip(alone, run_jobs(JOBS, workers=2), strict=True):
        assert one == pytest.approx(other, rel=0.0, abs=0.0, nan_ok=True)


def test_whoever_waits_is_told_after_each_run() -> None:
    done: list[int] = []
    for place, _ in enumerate(run_jobs(JOBS, on_run=lambda: done.append(1)), 1):
        assert len(done) == place


def test_a_run_that_cannot_be_made_is_told_with_scenario_and_seed() -> None:
    with pytest.raises(StoppedRunError, match=r"^small.toml, seed 1: agents.sleepers.positions.0: received"):
        list(run_jobs([(IMPOSSIBLE, 1)]))


def test_what_it_says_survives_the_way_from_another_process() -> None:
    assert str(pickle.loads(pickle.dumps(StoppedRunError("small.toml, seed 6: no")))) == "small.toml, seed 6: no"
    with pytest.raises(StoppedRunError, match=r"^small.toml, seed 1: agents.sleepers.positions.0: received"):
        list(run_jobs([(IMPOSSIBLE, 1), (small(), 1)], workers=2))
