"""The command `calibrate`."""

from pathlib import Path
from typing import Annotated

import typer

from firesale.experiments.calibration.commands import calibrate_and_show
from firesale.experiments.calibration.request import Request
from firesale.experiments.options import refuse
from firesale.market.errors import FiresaleError


def calibrate(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Prices, as `firesale run --prices` takes them.")],
    process: Annotated[
        list[str] | None,
        typer.Option("--process", metavar="NAME", help="A process to fit. May be repeated; all, if not given."),
    ] = None,
    asset: Annotated[
        str | None,
        typer.Option("--asset", metavar="NAME", help="One asset of the file, or what a file without symbols is about."),
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="First time of the file to use.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Last time of the file to use.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the result goes [default: runs/calibrate_FILE].")
    ] = None,
) -> None:
    """Fit price processes to a file of prices: parameters with errors, tables for a scenario, and a figure of the fit."""
    try:
        place = calibrate_and_show(Request(file, process or [], asset, start, end, out))
    except FiresaleError as error:
        refuse(error)
    typer.echo(f"a table [prices] for each process, and figures of the fit: {place}")
