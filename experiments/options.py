"""What commands have in common: options, what is asked of their values, how they refuse, and the bar while they work."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from firesale.market.errors import BadValueError, BrokenInvariantError, FiresaleError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

WIDE = 140
"""Columns of a table that is not printed on a terminal."""
STOPPED, REFUSED = 1, 2
"""Exit codes: a run that broke off, which is a bug of ours; something asked for that cannot be done."""

Scenarios = Annotated[
    str, typer.Argument(metavar="NAME_OR_FILE", help="A shipped scenario (see `firesale list`) or a TOML file.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change one key, e.g. time.steps=100. May be repeated."),
]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes that run side by side.")]
TableFile = Annotated[Path | None, typer.Option("--out", metavar="FILE.csv", help="Also write the table there.")]


def check_beginnings(beginnings: Sequence[str]) -> None:
    """Raise BadValueError if no metric has names that begin so."""
    from firesale.experiments.metric_names import families_of

    families_of(beginnings, "--metric")


def check_table(file: Path | None) -> None:
    """Raise BadValueError if a table is asked for that cannot be written."""
    if file is not None and (file.suffix != ".csv" or file.is_dir() or not file.parent.is_dir()):
        raise BadValueError("--out", str(file), "a file that ends in .csv, in a folder that exists")


def progress_bar() -> "Progress":
    """A bar on stderr if that is a terminal, gone when it is done: what is printed stays clean."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def printer() -> "Console":
    """Where results are printed: as wide as the terminal, or wide enough for a table if there is none."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=WIDE)


def refuse(error: FiresaleError) -> NoReturn:
    """Say on stderr what is wrong, and end the program."""
    broken = isinstance(error, BrokenInvariantError)
    typer.echo(f"{'stopped' if broken else 'refused'}: {error}", err=True)
    raise typer.Exit(STOPPED if broken else REFUSED) from None
