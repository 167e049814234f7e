"""Many runs: jobs in, the metrics of each out, in one process or several side by side."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from firesale.analysis.metrics import METRICS
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.errors import FiresaleError

Job = tuple[Scenario, int]
"""A scenario and a seed."""
Given = TypeVar("Given")
Made = TypeVar("Made")


class StoppedRunError(FiresaleError):
    """One of many runs could not be made; a text and nothing else, as it may come from another process."""


def metrics_of(job: Job, families: Sequence[str] = ()) -> dict[str, float]:
    """Every metric of one run, or those of some families only; seeds count from 1. Raises StoppedRunError."""
    scenario, seed = job
    try:
        result = run(scenario, seed)
        if not families:
            return result.metrics
        found = {family: METRICS[family]().measure(result.tables) for family in families}
        return {f"{family}.{name}": number for family, numbers in found.items() for name, number in numbers.items()}
    except FiresaleError as error:
        raise StoppedRunError(f"{scenario.source}, seed {seed}: {error}") from None


def run_jobs(
    jobs: Sequence[Job],
    workers: int = 1,
    on_run: Callable[[], None] | None = None,
    families: Sequence[str] = (),
) -> Iterator[dict[str, float]]:
    """The metrics of each job (or those of some families only), in the order of the jobs however many processes there are.

    `on_run` is called after each. Raises StoppedRunError at the first that cannot be made.
    """
    for metrics in side_by_side(partial(metrics_of, families=families), jobs, workers):
        if on_run is not None:
            on_run()
        yield metrics


def side_by_side(work: Callable[[Given], Made], jobs: Sequence[Given], workers: int) -> Iterator[Made]:
    """What `work` makes of each job, in the order of the jobs: in this process, or in several others."""
    if workers == 1 or not jobs:
        yield from map(work, jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, jobs)
