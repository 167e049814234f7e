"""A run as it was known at one step: nothing that came later."""

from dataclasses import replace

from firesale.analysis.tables import RunTables


def so_far(tables: RunTables, step: int) -> RunTables:
    """The same run, cut off after a step: whoever reads it cannot look ahead."""
    events = {name: frame[frame["step"] <= step] for name, frame in tables.events.items()}
    return replace(tables, events=events)
