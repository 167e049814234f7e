"""What the commands about counterfactuals do, once their options are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from firesale.experiments.commands import changes_of
from firesale.experiments.options import check_beginnings, check_table, progress_bar
from firesale.market.errors import BadValueError

if TYPE_CHECKING:
    import pandas as pd

    from firesale.experiments.counterfactual.channel import Channel
    from firesale.experiments.scenario import Scenario


@dataclass(frozen=True)
class Request:
    """What both commands are asked for."""

    scenario: str
    channels: Sequence[str]  # none: all that the scenario has
    seeds: int
    sets: Sequence[str]
    metrics: Sequence[str]  # beginnings of names
    workers: int
    out: Path | None

    @property
    def title(self) -> str:
        """The scenario, its changes and the seeds."""
        return f"{' '.join([self.scenario, *self.sets])}; seeds 1 to {self.seeds}"


def knock_out_and_show(request: Request) -> None:
    """Run with and without each channel, print the table, and write it if asked to. Raises FiresaleError."""
    scenario, channels = _prepared(request)
    from firesale.experiments.counterfactual.knock_out import knock_out
    from firesale.experiments.counterfactual.tables import show_knock_outs

    def work(on_run: Callable[[], None]) -> "pd.DataFrame":
        return knock_out(scenario, channels, request.seeds, request.metrics, request.workers, on_run)

    table = _worked(work, (len(channels) + 1) * request.seeds, "knocking out")
    show_knock_outs(table, request.title)
    if request.out is not None:
        table.to_csv(request.out)


def shapley_and_show(request: Request, orders: int) -> None:
    """Attribute metrics to channels, print the tables, and write them if asked to. Raises FiresaleError."""
    scenario, channels = _prepared(request)
    from firesale.experiments.counterfactual.attribution import EXACT, attribute, runs_needed
    from firesale.experiments.counterfactual.tables import show_attribution

    def work(on_run: Callable[[], None]) -> "pd.DataFrame":
        return attribute(scenario, channels, request.seeds, request.metrics, orders, request.workers, on_run)

    how = "all coalitions" if len(channels) <= EXACT else f"{orders} random orders per seed"
    table = _worked(work, runs_needed(len(channels), request.seeds, orders), "attributing")
    show_attribution(table, f"{request.title}; {how}")
    if request.out is not None:
        table.to_csv(request.out)


def _prepared(request: Request) -> tuple["Scenario", list["Channel"]]:
    """The scenario and its channels; everything that can be refused before a run is."""
    from firesale.experiments.counterfactual.catalogue import channels_of
    from firesale.experiments.scenario import Scenario

    check_beginnings(request.metrics)
    check_table(request.out)
    scenario = Scenario.load(request.scenario, changes_of(request.sets))
    return scenario, _chosen(channels_of(scenario), request.channels)


def _chosen(there: Sequence["Channel"], names: Sequence[str]) -> list["Channel"]:
    """Channels by name, or all. Raises BadValueError for a name that is not there or stands twice."""
    by_name = {channel.name: channel for channel in there}
    for i, name in enumerate(names):
        if name not in by_name:
            known = ", ".join(by_name) or "the scenario has none"
            raise BadValueError("--channel", name, f"a channel of the scenario: {known}")
        if name in names[:i]:
            raise BadValueError("--channel", name, "each channel once")
    if not there:
        raise BadValueError("--channel", "nothing", "the name of a channel; the scenario has none")
    return [by_name[name] for name in names or by_name]


def _worked(work: Callable[[Callable[[], None]], "pd.DataFrame"], runs: int, told: str) -> "pd.DataFrame":
    """The table, with a bar while the runs go on."""
    with progress_bar() as progress:
        task = progress.add_task(told, total=runs)
        try:
            return work(lambda: progress.advance(task))
        except BadValueError as error:
            raise BadValueError(
                "--metric" if error.key == "metric" else error.key, error.received, error.allowed
            ) from None
