"""What `firesale contagion` does: read a run, say who infected whom, and write it beside the run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firesale.experiments.options import printer, refuse
from firesale.experiments.storage import CONTAGION, load_tables, whole_folder
from firesale.market.errors import BadValueError, FiresaleError

if TYPE_CHECKING:
    from rich.table import Table

    from firesale.analysis.contagion.contagion import Contagion

WRITTEN = "numbers.json"
"""A folder that holds it is one of ours, and may be written anew."""


def contagion(
    run: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The folder that `firesale run` has written.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the result goes [default: RUN_DIR/contagion].")
    ] = None,
    step: Annotated[int, typer.Option("--step", min=0, help="The step whose exposure network is written.")] = 0,
) -> None:
    """Say who infected whom in a run, through which channel; write tables, figures and an animated replay."""
    try:
        place = analyse_and_save(run, out, step)
    except FiresaleError as error:
        refuse(error)
    typer.echo(f"tables, figures and replay.html: {place}")


def analyse_and_save(run: Path, out: Path | None, step: int) -> Path:
    """Print the contagion of a saved run and write it to `out`, or into the folder `contagion` of the run. Raises FiresaleError."""
    from firesale.analysis.contagion.contagion import contagion
    from firesale.analysis.contagion.losses.summary import loss_sentences
    from firesale.analysis.contagion.sentences import sentences
    from firesale.analysis.contagion.write import write_contagion

    found = contagion(load_tables(run))
    last, _ = found.tables.end
    if step > last:
        raise BadValueError("--step", step, f"a step of the run, 0 to {last}")
    folder = out or run / CONTAGION
    place = _checked(folder)
    console = printer()
    for sentence in [*sentences(found), *loss_sentences(found.tables)]:
        console.print(sentence, highlight=False, markup=False)
    for table in tables_of(found):
        console.print(table)
    with whole_folder(place) as draft:
        write_contagion(found, draft, step)
    return folder


def tables_of(found: "Contagion") -> list["Table"]:
    """Channels, matrix, largest trees, predictions and who bore the losses for a terminal; only those that have rows."""
    from firesale.analysis.contagion.losses.summary import HEADS, loss_rows
    from firesale.analysis.contagion.rows import (
        CHANNEL_HEADS,
        PREDICTION_HEADS,
        TREE_HEADS,
        channel_rows,
        matrix_heads,
        matrix_rows,
        prediction_rows,
        tree_rows,
    )

    unit = found.tables.numeraire
    shown = (
        (f"channels ({unit})", CHANNEL_HEADS, channel_rows(found)),
        (f"contagion matrix: debt liquidated ({unit})", matrix_heads(found), matrix_rows(found)),
        (f"largest cascade trees (debt in {unit})", TREE_HEADS, tree_rows(found)),
        (
            "does the network at step 0 say who fails? (rank correlation over pools)",
            PREDICTION_HEADS,
            prediction_rows(found),
        ),
        (f"who bore the losses ({unit})", HEADS, loss_rows(found.tables)),
    )
    return [_table(title, heads, rows) for title, heads, rows in shown if rows]


def _table(title: str, heads: list[str], rows: list[list[str]]) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(escape(head), justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _checked(place: Path) -> Path:
    """A folder that is new, empty, or written by this command before. Raises BadValueError."""
    if place.exists() and not (place.is_dir() and (not any(place.iterdir()) or (place / WRITTEN).is_file())):
        raise BadValueError("--out", str(place), "a new or empty folder, or one that this command has written before")
    return place.resolve()
