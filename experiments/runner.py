"""Many runs: jobs in, the metrics of each out, in one process or several side by side."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.errors import FiresaleError

Job = tuple[Scenario, int]
"""A scenario and a seed."""


class StoppedRunError(FiresaleError):
    """One of many runs could not be made; a text and nothing else, as it may come from another process."""


def metrics_of(job: Job) -> dict[str, float]:
    """Every metric of one run; seeds count from 1. Raises StoppedRunError."""
    scenario, seed = job
    try:
        return run(scenario, seed).metrics
    except FiresaleError as error:
        raise StoppedRunError(f"{scenario.source}, seed {seed}: {error}") from None


def run_jobs(
    jobs: Sequence[Job], workers: int = 1, on_run: Callable[[], None] | None = None
) -> Iterator[dict[str, float]]:
    """The metrics of each job, in the order of the jobs however many processes there are.

    `on_run` is called after each. Raises StoppedRunError at the first that cannot be made.
    """
    for metrics in map(metrics_of, jobs) if workers == 1 else _side_by_side(jobs, workers):
        if on_run is not None:
            on_run()
        yield metrics


def _side_by_side(jobs: Sequence[Job], workers: int) -> Iterator[dict[str, float]]:
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(metrics_of, jobs)
