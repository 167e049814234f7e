"""How much of an outcome each channel accounts for: the Shapley value, where a coalition of channels is worth the outcome with only them active."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite, nan
from typing import TYPE_CHECKING

from firesale.analysis.compare import compare
from firesale.analysis.shapley import (
    Coalition,
    Order,
    coalitions,
    coalitions_along,
    random_orders,
    shapley,
    shapley_along,
)
from firesale.experiments.counterfactual.channel import Channel, without
from firesale.experiments.metric_names import families_of, metrics_named
from firesale.experiments.runner import Job, run_jobs
from firesale.experiments.scenario import Scenario
from firesale.market.streams import Streams

if TYPE_CHECKING:
    import pandas as pd

EXACT = 6
"""Most channels of which all coalitions are run; of more, those along random orders."""
ORDERS = 8
"""Random orders per seed, unless said otherwise."""
NONE, ALL = "(none)", "(all)"
"""Rows of the outcome with no channel and with all of them."""
ROUNDING = 1e-12
"""Part of an outcome below which a difference is one of rounding, and of nothing there are no shares."""


def attribute(
    scenario: Scenario,
    channels: Sequence[Channel],
    seeds: int,
    metrics: Sequence[str] = ("bad_debt.realised",),
    orders: int = ORDERS,
    workers: int = 1,
    on_run: Callable[[], None] | None = None,
) -> "pd.DataFrame":
    """Contributions to each metric whose name begins so, over seeds 1 to `seeds`: a row per metric and channel, between (none) and (all).

    Columns: mean, low and high (its 95 % interval over seeds), share (of the mean of all - none; NaN if that is 0), n. Rows of channels add up to
    (all) - (none). Up to EXACT channels exactly; above, over `orders` random orders of its own for each seed, so that the interval covers the
    sampling too. Raises BadScenarioError, BadValueError, StoppedRunError.
    """
    import pandas as pd

    names = [channel.name for channel in channels]
    plan = {seed: orders_of(names, seed, orders) for seed in range(1, seeds + 1)}
    keys = [(seed, some) for seed in plan for some in needed(names, plan[seed])]
    worlds = {some: _with_only(scenario, channels, some) for some in dict.fromkeys(some for _, some in keys)}
    jobs: list[Job] = [(worlds[some], seed) for seed, some in keys]
    worth: dict[str, dict[int, dict[Coalition, float]]] = {}  # metric -> seed -> coalition -> outcome
    outcomes = run_jobs(jobs, workers, on_run, families_of(metrics))
    for (seed, some), measured in zip(keys, outcomes, strict=True):
        for metric in metrics_named(measured, metrics):
            worth.setdefault(metric, {}).setdefault(seed, {})[some] = measured[metric]
    return pd.concat({metric: _table(names, plan, by_seed) for metric, by_seed in worth.items()}, names=["metric"])


def _with_only(scenario: Scenario, channels: Sequence[Channel], some: Coalition) -> Scenario:
    return without(scenario, [channel for channel in channels if channel.name not in some])


def runs_needed(channels: int, seeds: int, orders: int = ORDERS) -> int:
    """How many runs an attribution makes."""
    names = [str(i) for i in range(channels)]
    return sum(len(needed(names, orders_of(names, seed, orders))) for seed in range(1, seeds + 1))


def orders_of(names: Sequence[str], seed: int, count: int) -> list[Order]:
    """The random orders of one seed; none if all coalitions are run."""
    return random_orders(names, count, Streams(seed).generator("shapley")) if len(names) > EXACT else []


def needed(names: Sequence[str], orders: Sequence[Order]) -> list[Coalition]:
    """The coalitions to run."""
    return coalitions_along(orders) if orders else coalitions(names)


def parts(names: Sequence[str], orders: Sequence[Order], worth: Mapping[Coalition, float]) -> dict[str, float]:
    """Of one seed: the outcome without any channel, what each adds, the outcome with all; NaN throughout if a coalition has no number."""
    added = shapley_along(orders, worth) if orders else shapley(names, worth)
    found = {NONE: worth[frozenset()]} | {name: added[name] for name in names} | {ALL: worth[frozenset(names)]}
    return found if all(map(isfinite, found.values())) else dict.fromkeys(found, nan)


def _table(
    names: Sequence[str], plan: Mapping[int, Sequence[Order]], worth: Mapping[int, Mapping[Coalition, float]]
) -> "pd.DataFrame":
    """Means and intervals over seeds, as the difference from nothing in pairs, and shares."""
    found = {seed: parts(names, orders, worth[seed]) for seed, orders in plan.items()}
    nothing = {seed: dict.fromkeys(values, 0.0) for seed, values in found.items()}
    table = compare(nothing, found).rename_axis("part")
    mean: dict[str, float] = dict(zip(table.index, table["difference"], strict=True))
    whole = mean[ALL] - mean[NONE]
    is_rounding = abs(whole) <= ROUNDING * max(abs(mean[ALL]), abs(mean[NONE]))
    shares = [nan if is_rounding or part in (NONE, ALL) else value / whole for part, value in mean.items()]
    table = table[["difference", "low", "high", "n"]].rename(columns={"difference": "mean"})
    table.insert(3, "share", shares)
    return table
