"""The columns of an event table and their types, read from the event classes."""

from dataclasses import fields
from typing import get_type_hints

import pandas as pd

from firesale.market.errors import BadValueError
from firesale.market.events import Counts, Event, Flags, Numbers

CLOCK = {"step": "int64", "round": "int64", "time": "float64", "sequence": "int64"}
"""Columns that the event log adds: step 0 is the opening, time in seconds since the start, sequence the order of
execution.
"""

_DTYPES = (
    (str, "str"),
    (Flags, "bool"),
    (Counts, "int64"),  # equals the type of account ids
    (Numbers, "float64"),  # equals the type of amounts
)


def columns(event: type[Event]) -> dict[str, str]:
    """The dtype of each column of the table of `event`, the clock first."""
    hints = get_type_hints(event)
    return CLOCK | {field.name: _dtype(hints[field.name]) for field in fields(event)}


def conform(event: type[Event], frame: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of `frame` in order of execution, with plain strings; typed and empty if there are none. Raises on a
    missing column.
    """
    expected = columns(event)
    if frame is None or frame.empty:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in expected.items()})
    missing = [name for name in expected if name not in frame.columns]
    if missing:
        raise BadValueError(f"events.{event.__name__}", list(frame.columns), f"a table with the columns {missing} too")
    frame = frame[list(expected)]
    strings = {name: "str" for name, dtype in expected.items() if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    frame = frame.astype(strings) if strings else frame
    return frame if frame["sequence"].is_monotonic_increasing else frame.sort_values("sequence", kind="stable")


def _dtype(hint: object) -> str:
    return next(dtype for kind, dtype in _DTYPES if hint == kind)
