"""The command line. Heavy packages are imported by the command that needs them, so that help answers at once."""

from pathlib import Path
from typing import Annotated

import typer

from firesale.experiments.calibration.cli import calibrate
from firesale.experiments.commands import Replay, changes_of, compare_and_show, run_and_save
from firesale.experiments.contagion_commands import contagion
from firesale.experiments.counterfactual.cli import knock_out, shapley
from firesale.experiments.options import Scenarios, Sets, TableFile, Workers, refuse
from firesale.experiments.presets.cli import presets
from firesale.experiments.study_commands import study
from firesale.market.errors import FiresaleError

app = typer.Typer(
    name="firesale",
    help="Simulate a network of financial protocols and the players in it; cascades emerge.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Replaces the seed of the scenario.")]
Prices = Annotated[Path | None, typer.Option("--prices", metavar="FILE.csv", help="Replay prices from a CSV file.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def every_command(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Simulate a network of financial protocols and the players in it; cascades emerge."""


@app.command()
def run(
    scenario: Scenarios,
    seed: Seed = None,
    prices: Prices = None,
    prices_from: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="First time of the price file to use.")
    ] = None,
    prices_to: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Last time of the price file to use.")
    ] = None,
    asset: Annotated[
        str | None, typer.Option("--asset", metavar="NAME", help="What a price file without symbols is about.")
    ] = None,
    sets: Sets = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the result goes [default: runs/NAME].")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing unless something is wrong.")] = False,
) -> None:
    """Run a scenario and write events, metrics, figures and a report."""
    try:
        said = run_and_save(scenario, seed, Replay(prices, prices_from, prices_to, asset), sets or [], out)
    except FiresaleError as error:
        refuse(error)
    if not quiet:
        typer.echo(said)


@app.command("list")
def list_scenarios() -> None:
    """List the scenarios that come with firesale."""
    from rich.console import Console
    from rich.table import Table

    from firesale.experiments.scenario import Scenario, shipped_names

    table = Table("name", "what it shows", "accounts", "steps")
    for name in shipped_names():
        form = Scenario.load(name).form
        accounts = sum(group.count for group in form.agents.values())
        table.add_row(name, form.title, f"{accounts:,}", f"{form.time.steps:,}")
    Console().print(table)


@app.command()
def show(scenario: Scenarios) -> None:
    """Print the file of a scenario, to be changed: firesale show first-lesson > mine.toml."""
    from firesale.experiments.scenario import find

    try:
        file = find(scenario)
    except FiresaleError as error:
        refuse(error)
    typer.echo(file.read_bytes(), nl=False)


@app.command()
def check(scenario: Scenarios, sets: Sets = None) -> None:
    """Validate a scenario and explain what it describes; nothing runs."""
    from firesale.experiments.explain import explain
    from firesale.experiments.model import MarketModel
    from firesale.experiments.scenario import Scenario

    try:
        loaded = Scenario.load(scenario, changes_of(sets or []))
        MarketModel(loaded)
    except FiresaleError as error:
        refuse(error)
    typer.echo(explain(loaded))


@app.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    seeds: Annotated[
        int, typer.Option("--seeds", min=2, help="How many seeds; both scenarios meet the same ones.")
    ] = 20,
    sets: Sets = None,
    set_a: Annotated[
        list[str] | None, typer.Option("--set-a", metavar="KEY=VALUE", help="Change a key of A only.")
    ] = None,
    set_b: Annotated[
        list[str] | None, typer.Option("--set-b", metavar="KEY=VALUE", help="Change a key of B only.")
    ] = None,
    metric: Annotated[
        list[str] | None, typer.Option("--metric", help="Show only metrics that begin so. May be repeated.")
    ] = None,
    workers: Workers = 1,
    out: TableFile = None,
) -> None:
    """Compare two scenarios in pairs: mean difference B - A over common seeds, with a 95 % interval."""
    from firesale.experiments.scenario import Scenario

    try:
        both = sets or []
        a = Scenario.load(first, changes_of([*both, *(set_a or [])]))
        b = Scenario.load(second, changes_of([*both, *(set_b or [])]))
        title = f"A = {' '.join([first, *(set_a or [])])}; B = {' '.join([second, *(set_b or [])])}"
        title += f"; both with {' '.join(sets)}" if sets else ""
        compare_and_show(a, b, seeds, workers, metric or [], out, title)
    except FiresaleError as error:
        refuse(error)


app.command()(calibrate)
app.command()(contagion)
app.command("knock-out")(knock_out)
app.command()(presets)
app.command()(shapley)
app.command()(study)


@app.command()
def version() -> None:
    """Print the version."""
    from firesale.experiments.storage import version_of

    typer.echo(version_of("firesale"))
