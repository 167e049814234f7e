"""The page of event tables, read off `market/events.py`."""

import ast
import inspect
from dataclasses import fields
from typing import Any

from docs.making.tables import docstring, table
from firesale.analysis.columns import columns
from firesale.market import events
from firesale.market.actions import Motive
from firesale.market.events import Event, Refusal

OPENING = """\
# Event tables

Everything that happens in a run is an event, and analysis reads nothing else. A run keeps one table per kind of event:
`result.events["Liquidated"]` is a data frame, `runs/NAME/events/Liquidated.parquet` the same on disk. A kind that never happened has no table.

Every table begins with the same columns:

| column | type | meaning |
| --- | --- | --- |
| `step` | int64 | step of the run, from 1; 0 is the opening |
| `round` | int64 | round within the step, from 0 |
| `time` | float64 | seconds since the start |
| `sequence` | int64 | place in the log: events that were settled together as one array share a number |

Amounts are in units of the asset named beside them, prices in the numeraire per unit unless said otherwise.
"""


def page() -> str:
    """The whole page."""
    parts = [OPENING]
    for title, kinds in _sections():
        parts.append(f"## {title[0].upper()}{title[1:]}")
        parts += [_event(kind) for kind in kinds]
    parts += [_words("Why an action was refused", Refusal), _words("Why an account acts", Motive)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _event(kind: type[Event]) -> str:
    types = columns(kind)
    one: Any = kind
    rows = [[f"`{field.name}`", types[field.name]] for field in fields(one)]
    return "\n".join([f"### `{kind.__name__}`", "", docstring(kind), "", table(("column", "type"), rows)])


def _sections() -> list[tuple[str, list[type[Event]]]]:
    """The event classes under the headings that the source puts above them."""
    source = inspect.getsource(events)
    lines = source.splitlines()
    found: list[tuple[str, list[type[Event]]]] = []
    heads = [(i, line.strip("#- ")) for i, line in enumerate(lines, 1) if line.startswith("# ---")]
    for node in ast.parse(source).body:
        kind = getattr(events, node.name) if isinstance(node, ast.ClassDef) else None
        if not (isinstance(kind, type) and issubclass(kind, Event) and kind is not Event):
            continue
        title = [text for line, text in heads if line < node.lineno][-1]
        if not found or found[-1][0] != title:
            found.append((title, []))
        found[-1][1].append(kind)
    return found


def _words(title: str, kind: type[Refusal] | type[Motive]) -> str:
    rows = [[f"`{one.name}`", f"`{one.value}`"] for one in kind]
    return "\n".join([f"## {title}", "", docstring(kind), "", table(("name", "text in the table"), rows)])
