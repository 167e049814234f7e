"""The commands `knock-out` and `shapley`."""

from typing import Annotated

import typer

from firesale.experiments.counterfactual.commands import Request, knock_out_and_show, shapley_and_show
from firesale.experiments.options import Scenarios, Sets, TableFile, Workers, refuse
from firesale.market.errors import FiresaleError

BAD_DEBT = "bad_debt.realised"

Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", metavar="NAME", help="A channel of the scenario. May be repeated; all, if not given."),
]
Seeds = Annotated[int, typer.Option("--seeds", min=2, help="How many seeds; with and without meet the same ones.")]
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME", help=f"Metrics that begin so. May be repeated; {BAD_DEBT}, if not given."),
]


def knock_out(
    scenario: Scenarios,
    channel: Channels = None,
    seeds: Seeds = 20,
    sets: Sets = None,
    metric: Metrics = None,
    workers: Workers = 1,
    out: TableFile = None,
) -> None:
    """Switch off channels of contagion one by one and run the same seeds again: means with and without, and a 95 % interval."""
    try:
        knock_out_and_show(Request(scenario, channel or [], seeds, sets or [], metric or [BAD_DEBT], workers, out))
    except FiresaleError as error:
        refuse(error)


def shapley(
    scenario: Scenarios,
    channel: Channels = None,
    seeds: Seeds = 20,
    sets: Sets = None,
    metric: Metrics = None,
    orders: Annotated[
        int, typer.Option("--orders", min=1, help="Random orders per seed, if there are more than 6 channels.")
    ] = 8,
    workers: Workers = 1,
    out: TableFile = None,
) -> None:
    """Attribute an outcome to channels of contagion by their Shapley value: up to 6 channels exactly, more by random orders."""
    try:
        request = Request(scenario, channel or [], seeds, sets or [], metric or [BAD_DEBT], workers, out)
        shapley_and_show(request, orders)
    except FiresaleError as error:
        refuse(error)
