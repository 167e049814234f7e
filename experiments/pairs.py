"""Two scenarios under common seeds."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from firesale.analysis.compare import compare
from firesale.experiments.options import printer
from firesale.experiments.runner import Job, run_jobs
from firesale.experiments.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def compare_scenarios(
    first: Scenario, second: Scenario, seeds: int, workers: int = 1, on_run: Callable[[], None] | None = None
) -> "pd.DataFrame":
    """Mean of each metric under A and B, mean difference B - A and its 95 % interval, over seeds 1 to `seeds`.

    `on_run` is called after each run. Raises StoppedRunError if one cannot be made.
    """
    jobs: list[Job] = [(scenario, seed) for scenario in (first, second) for seed in range(1, seeds + 1)]
    found = list(run_jobs(jobs, workers, on_run))
    return compare(dict(enumerate(found[:seeds], 1)), dict(enumerate(found[seeds:], 1)))


def show(table: "pd.DataFrame", beginnings: Sequence[str], title: str) -> None:
    """Print the comparison; metrics that are equal in every pair are counted, not listed."""
    from rich.table import Table

    console = printer()
    console.print(title, highlight=False, markup=False)
    chosen = [name for name in table.index if not beginnings or name.startswith(tuple(beginnings))]
    differs = [name for name in chosen if _differs(table.loc[name])]
    if differs:
        shown = Table("metric", "mean A", "mean B", "B - A", "95 % interval")
        shown.columns[0].overflow = "fold"
        for name in differs:
            row = table.loc[name]
            cells = [f"{row[column]:,.5g}" for column in ("mean_a", "mean_b", "difference")]
            shown.add_row(name, *cells, f"{row['low']:,.5g} to {row['high']:,.5g}")
        console.print(shown)
    if len(differs) < len(chosen):
        console.print(f"{len(chosen) - len(differs)} metrics are the same in every pair")
    if chosen and not differs:
        console.print("A and B did the same: whatever is different between them never mattered under these seeds.")


def _differs(row: "pd.Series[Any]") -> bool:
    """False only if A and B are equal in every pair: no mean difference and no spread around it."""
    return not (row["difference"] == 0.0 and row["low"] == 0.0 and row["high"] == 0.0) and not (
        row["mean_a"] != row["mean_a"] and row["mean_b"] != row["mean_b"]
    )
