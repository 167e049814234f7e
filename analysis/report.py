"""The story of one run as one HTML file that needs nothing else."""

from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from inspect import getdoc
from pathlib import Path

import jinja2

from firesale.analysis.contagion.contagion import Contagion, contagion
from firesale.analysis.contagion.figures import FIGURES as CONTAGION_FIGURES
from firesale.analysis.contagion.figures.findings import findings
from firesale.analysis.contagion.losses.summary import HEADS as LOSS_HEADS
from firesale.analysis.contagion.losses.summary import loss_rows, loss_sentences
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
from firesale.analysis.contagion.sentences import sentences
from firesale.analysis.figures import FIGURES
from firesale.analysis.report_rows import cascade_rows, metric_rows, pool_rows, wealth_rows
from firesale.analysis.spread import spread
from firesale.analysis.story import summary, winners_and_losers
from firesale.analysis.style import RESOLUTION
from firesale.analysis.tables import RunTables
from firesale.analysis.timeline import timeline
from firesale.analysis.words import count, duration

TEMPLATE = Path(__file__).parent / "templates" / "report.html.j2"


def write_report(tables: RunTables, folder: Path, provenance: Mapping[str, str]) -> Path:
    """Write `report.html`, and its figures as `figures/<name>.png`, into `folder`; returns the path of the report.

    `provenance` is shown as it is: versions, digest and what else tells where the run comes from.
    """
    found = contagion(tables)
    pictures = write_figures(tables, found, folder / "figures")
    report = folder / "report.html"
    report.write_text(render(tables, found, pictures, provenance), encoding="utf-8")
    return report


def write_figures(tables: RunTables, found: Contagion, folder: Path) -> dict[str, Path]:
    """Draw every registered figure as PNG into `folder`; returns the paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = findings(found)
    figures = {name: partial(draw, tables) for name, draw in FIGURES.items()}
    figures |= {name: partial(draw, tables, drawn) for name, draw in CONTAGION_FIGURES.items()}
    paths = {name: folder / f"{name}.png" for name in figures}
    for name, draw in figures.items():
        draw().savefig(paths[name], dpi=RESOLUTION)
    return paths


def render(tables: RunTables, found: Contagion, pictures: Mapping[str, Path], provenance: Mapping[str, str]) -> str:
    """The report as HTML; names are escaped and pictures are inlined."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    step, _ = tables.end
    moments = [{"when": duration(one.time), "step": one.step, "text": one.text} for one in timeline(tables)]
    story = {
        "title": tables.title or tables.scenario or "A run",
        "length": f"{count(step, 'step')} of {duration(tables.step_seconds)}" if step else "no step",
        "numeraire": tables.numeraire,
        "summary": summary(tables),
        "moments": moments,
        "spread": spread(tables),
        "contagion": contagion_story(found),
        "pools": pool_rows(tables),
        "cascades": cascade_rows(tables),
        "who": winners_and_losers(tables),
        "wealth": wealth_rows(tables),
        "metrics": metric_rows(tables),
        "pictures": {name: _picture(name, path) for name, path in pictures.items()},
        "provenance": {"scenario": tables.scenario, "seed": str(tables.seed), **provenance},
    }
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(story)


def contagion_story(found: Contagion) -> dict[str, object]:
    """Who infected whom, in sentences and tables of text: heads and rows."""
    return {
        "sentences": sentences(found),
        "channels": (CHANNEL_HEADS, channel_rows(found)),
        "matrix": (matrix_heads(found), matrix_rows(found)),
        "trees": (TREE_HEADS, tree_rows(found)),
        "predictions": (PREDICTION_HEADS, prediction_rows(found)),
        "losses": (LOSS_HEADS, loss_rows(found.tables)),
        "loss_sentences": loss_sentences(found.tables),
    }


def _picture(name: str, path: Path) -> dict[str, str]:
    """A figure's caption, from its docstring, and its PNG in base64."""
    draw = FIGURES.get(name) or CONTAGION_FIGURES[name]
    caption = " ".join((getdoc(draw) or name).split())
    return {"caption": caption, "png": b64encode(path.read_bytes()).decode("ascii")}
