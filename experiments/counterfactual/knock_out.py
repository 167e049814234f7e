"""Knock-outs: a scenario and the same without one channel, under common seeds."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from firesale.analysis.compare import compare
from firesale.experiments.counterfactual.channel import Channel, without
from firesale.experiments.metric_names import families_of, metrics_named
from firesale.experiments.runner import Job, run_jobs
from firesale.experiments.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {"mean_a": "mean_with", "mean_b": "mean_without"}
"""Columns of a comparison by what they are here."""


def knock_out(
    scenario: Scenario,
    channels: Sequence[Channel],
    seeds: int,
    metrics: Sequence[str] = (),
    workers: int = 1,
    on_run: Callable[[], None] | None = None,
) -> "pd.DataFrame":
    """What each channel does to metrics whose names begin so (all, if none is given): a row per channel and metric, seeds 1 to `seeds`.

    Columns: mean_with, mean_without, difference (mean of without - with), low and high (its 95 % interval), variance_ratio, n. Raises
    BadScenarioError, BadValueError, StoppedRunError.
    """
    import pandas as pd

    worlds = [scenario, *(without(scenario, [channel]) for channel in channels)]
    jobs: list[Job] = [(world, seed) for world in worlds for seed in range(1, seeds + 1)]
    found = []
    for measured in run_jobs(jobs, workers, on_run, families_of(metrics)):
        names = metrics_named(measured, metrics)
        found.append({name: measured[name] for name in names})
    runs = [dict(enumerate(found[i : i + seeds], 1)) for i in range(0, len(found), seeds)]
    tables = {channel.name: compare(runs[0], runs[i]) for i, channel in enumerate(channels, 1)}
    return pd.concat(tables, names=["channel"]).rename(columns=COLUMNS)
