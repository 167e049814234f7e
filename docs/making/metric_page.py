"""The page of metrics and figures, read off the registries."""

from docs.making.tables import docstring, table
from firesale.analysis.figures import FIGURES
from firesale.analysis.metrics import METRICS
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario

OPENING = """\
# Metrics and figures

A metric is a few named numbers from one run: `result.metrics["bad_debt.realised"]`, `runs/NAME/metrics.json`, a row of `firesale compare`. NaN
(null in JSON) means that it was not measured. The names below are those of the scenario `first_lesson`: names after `pool.`, `exchange.`,
`group.` and roles are those of the scenario that ran.
"""


def page() -> str:
    """The whole page."""
    names = list(run(Scenario.load("first_lesson", {"time.steps": 1})).metrics)
    parts = [OPENING]
    for metric, kind in METRICS.items():
        keys = [name for name in names if name.startswith(f"{metric}.")]
        rows = [[f"`{name}`", kind.unit_of(name.partition(".")[2])] for name in keys]
        parts.append(f"## `{metric}`\n\n{docstring(kind)}\n\n{table(('number', 'unit'), rows)}")
    pictures = [[f"`{name}.png`", docstring(draw)] for name, draw in FIGURES.items()]
    parts.append(f"## Figures\n\n{table(('file', 'what it shows'), pictures)}")
    return "\n\n".join(part.strip() for part in parts) + "\n"
