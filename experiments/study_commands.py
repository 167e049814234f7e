"""What `firesale study` does: answer a question by many runs, and go on where it was stopped."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firesale.experiments.commands import changes_of
from firesale.experiments.options import Sets, Workers, printer, progress_bar, refuse
from firesale.market.errors import BadValueError, FiresaleError

if TYPE_CHECKING:
    from firesale.experiments.studies.base import Study
    from firesale.experiments.studies.run_study import Finding


def study(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A study; `--list` tells which there are.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the studies that come with firesale.")] = False,
    seeds: Annotated[
        int | None, typer.Option("--seeds", min=2, help="Runs of each case; without it, as many as the study says.")
    ] = None,
    sets: Sets = None,
    workers: Workers = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the result goes; without it, runs/studies/NAME.")
    ] = None,
) -> None:
    """Answer a question by many runs: a table and a figure. A study that was stopped goes on where it was."""
    if listed:
        return list_studies()
    try:
        asked, known = _named(name)
        folder = out or Path("runs") / "studies" / asked
        finding = _carry_out(asked, known, folder, seeds, workers, sets or [])
    except FiresaleError as error:
        refuse(error)
    console = printer()
    told = [known.question, f"{len(finding.rows):,} runs, {finding.found:,} of them found in the folder", ""]
    told += [known.brief(finding.table).round(2).to_string(), "", f"rows, table and figure: {folder}"]
    for line in told:
        console.print(line, highlight=False, markup=False)
    return None


def list_studies() -> None:
    """Print the studies: their questions, and how many runs each makes."""
    from rich.table import Table

    from firesale.experiments.studies import STUDIES

    table = Table("name", "question", "runs")
    for name, one in STUDIES.items():
        table.add_row(name, one.question, f"{sum(len(case.seeds) for case in one.design.cases(one.seeds)):,}")
    printer().print(table)


def _named(name: str | None) -> tuple[str, "Study"]:
    from firesale.experiments.studies import STUDIES

    asked = (name or "").replace("-", "_")
    if asked not in STUDIES:
        raise BadValueError("study", name, f"one of {', '.join(STUDIES)}")
    return asked, STUDIES[asked]


def _carry_out(name: str, known: "Study", folder: Path, seeds: int | None, workers: int, sets: list[str]) -> "Finding":
    from firesale.experiments.studies.run_study import run_study

    with progress_bar() as progress:
        task = progress.add_task(name, total=None)
        return run_study(
            name,
            known,
            folder,
            seeds,
            workers,
            changes_of(sets),
            lambda done, total: progress.update(task, completed=done, total=total),
        )
