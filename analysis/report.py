"""The story of one run as one HTML file that needs nothing else."""

from base64 import b64encode
from collections.abc import Mapping
from inspect import getdoc
from pathlib import Path

import jinja2

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
    pictures = write_figures(tables, folder / "figures")
    report = folder / "report.html"
    report.write_text(render(tables, pictures, provenance), encoding="utf-8")
    return report


def write_figures(tables: RunTables, folder: Path) -> dict[str, Path]:
    """Draw every registered figure as PNG into `folder`; returns the paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.png" for name in FIGURES}
    for name, draw in FIGURES.items():
        draw(tables).savefig(paths[name], dpi=RESOLUTION)
    return paths


def render(tables: RunTables, pictures: Mapping[str, Path], provenance: Mapping[str, str]) -> str:
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
        "pools": pool_rows(tables),
        "cascades": cascade_rows(tables),
        "who": winners_and_losers(tables),
        "wealth": wealth_rows(tables),
        "metrics": metric_rows(tables),
        "pictures": {name: _picture(name, path) for name, path in pictures.items()},
        "provenance": {"scenario": tables.scenario, "seed": str(tables.seed), **provenance},
    }
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(story)


def _picture(name: str, path: Path) -> dict[str, str]:
    """A figure's caption, from its docstring, and its PNG in base64."""
    caption = " ".join((getdoc(FIGURES[name]) or name).split())
    return {"caption": caption, "png": b64encode(path.read_bytes()).decode("ascii")}
