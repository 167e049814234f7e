"""The command line. Heavy packages are imported by the command that needs them, so that help answers at once."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from firesale.market.errors import FiresaleError

app = typer.Typer(
    name="firesale",
    help="Simulate a network of financial protocols and the players in it; cascades emerge.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Scenarios = Annotated[
    str, typer.Argument(metavar="NAME_OR_FILE", help="A shipped scenario (see `firesale list`) or a TOML file.")
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Replaces the seed of the scenario.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change one key, e.g. venues.harbor.oracle=slow. May be repeated."),
]
Prices = Annotated[Path | None, typer.Option("--prices", metavar="FILE.csv", help="Replay prices from a CSV file.")]


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
    sets: Sets = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the result goes [default: runs/NAME].")
    ] = None,
) -> None:
    """Run a scenario and write events, metrics, figures and a report."""
    try:
        _run(scenario, seed, prices, (prices_from, prices_to), sets or [], out)
    except FiresaleError as error:
        _refuse(error)


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
def check(scenario: Scenarios, sets: Sets = None) -> None:
    """Validate a scenario and explain what it describes; nothing runs."""
    from firesale.experiments.explain import explain
    from firesale.experiments.model import MarketModel
    from firesale.experiments.scenario import Scenario

    try:
        loaded = Scenario.load(scenario, changes_of(sets or []))
        MarketModel(loaded).forget()
    except FiresaleError as error:
        _refuse(error)
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
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that run side by side.")] = 1,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.csv", help="Also write the table there.")] = None,
) -> None:
    """Compare two scenarios in pairs: mean difference B - A over common seeds, with a 95 % interval."""
    from firesale.experiments.pairs import compare_scenarios, show
    from firesale.experiments.scenario import Scenario

    try:
        both = sets or []
        a = Scenario.load(first, changes_of([*both, *(set_a or [])]))
        b = Scenario.load(second, changes_of([*both, *(set_b or [])]))
        table = compare_scenarios(a, b, seeds, workers)
    except FiresaleError as error:
        _refuse(error)
    show(table, metric or [])
    if out is not None:
        table.to_csv(out)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(installed("firesale"))


def _run(
    name: str,
    seed: int | None,
    prices: Path | None,
    window: tuple[str | None, str | None],
    sets: list[str],
    out: Path | None,
) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from firesale.experiments.replay import with_prices
    from firesale.experiments.run import run as run_scenario
    from firesale.experiments.scenario import Scenario
    from firesale.experiments.storage import check_place
    from firesale.experiments.summary import summary

    scenario = Scenario.load(name, changes_of(sets))
    if prices is not None:
        scenario = with_prices(scenario, prices, *window)
    folder = out or Path("runs") / scenario.name
    check_place(folder)
    console = Console(stderr=True)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(scenario.form.title, total=scenario.form.time.steps)
        result = run_scenario(scenario, seed, lambda tick: progress.update(task, completed=tick))
        progress.update(task, description="writing")
        result.save(folder)
    typer.echo(summary(result))
    typer.echo(f"report: {folder / 'report.html'}")


def changes_of(sets: list[str]) -> dict[str, Any]:
    """The changes that `--set key=value` asks for: values are TOML, or plain words. Raises BadValueError."""
    import tomllib

    from firesale.market.errors import BadValueError

    changes: dict[str, Any] = {}
    for given in sets:
        key, equals, text = given.partition("=")
        if not equals or not key:
            raise BadValueError("--set", given, "KEY=VALUE, for instance time.steps=100")
        try:
            changes[key] = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            changes[key] = text
    return changes


def _refuse(error: FiresaleError) -> NoReturn:
    typer.echo(f"refused: {error}", err=True)
    raise typer.Exit(2) from None
