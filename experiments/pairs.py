"""Two scenarios under common seeds."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from firesale.analysis.compare import compare
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.errors import FiresaleError

if TYPE_CHECKING:
    import pandas as pd

Job = tuple[Scenario, int]


class StoppedRunError(FiresaleError):
    """One of many runs could not be made; a text and nothing else, as it may come from another process."""


def metrics_of(job: Job) -> dict[str, float]:
    """Every metric of one run; seeds count from 1. Raises StoppedRunError."""
    scenario, seed = job
    try:
        return run(scenario, seed).metrics
    except FiresaleError as error:
        raise StoppedRunError(f"{scenario.source}, seed {seed}: {error}") from None


def compare_scenarios(
    first: Scenario, second: Scenario, seeds: int, workers: int = 1, on_run: Callable[[], None] | None = None
) -> "pd.DataFrame":
    """Mean of each metric under A and B, mean difference B - A and its 95 % interval, over seeds 1 to `seeds`.

    `on_run` is called after each run. Raises StoppedRunError if one cannot be made.
    """
    jobs: list[Job] = [(scenario, seed) for scenario in (first, second) for seed in range(1, seeds + 1)]
    found = []
    for metrics in map(metrics_of, jobs) if workers == 1 else _side_by_side(jobs, workers):
        found.append(metrics)
        if on_run is not None:
            on_run()
    return compare(dict(enumerate(found[:seeds], 1)), dict(enumerate(found[seeds:], 1)))


def _side_by_side(jobs: list[Job], workers: int) -> Iterator[dict[str, float]]:
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(metrics_of, jobs)


def show(table: "pd.DataFrame", beginnings: Sequence[str]) -> None:
    """Print the comparison; metrics that are equal in every pair are counted, not listed."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    shown = Table("metric", "mean A", "mean B", "B - A", "95 % interval")
    chosen = [name for name in table.index if not beginnings or name.startswith(tuple(beginnings))]
    equal = [
        name
        for name in chosen
        if table.loc[name, "mean_a"] == table.loc[name, "mean_b"] and table.loc[name, "difference"] == 0
    ]
    for name in chosen:
        if name not in equal:
            row = table.loc[name]
            cells = [f"{row[column]:,.5g}" for column in ("mean_a", "mean_b", "difference")]
            shown.add_row(name, *cells, f"{row['low']:,.5g} to {row['high']:,.5g}")
    console.print(shown)
    if equal:
        console.print(f"{len(equal)} metrics are the same in every pair")
