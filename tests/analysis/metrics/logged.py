"""A run made of events, as the event log would give it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.event_log import EventLog
from firesale.market.events import Event


def run_of(steps: Mapping[int, Sequence[Event]]) -> RunTables:
    """What happened at each step, in steps of an hour and in USD."""
    log = EventLog()
    for step, events in steps.items():
        log.step, log.time = step, 3600.0 * step
        for event in events:
            log.add(event)
    return RunTables({name: pd.DataFrame(table) for name, table in log.tables().items()}, "USD", 3600.0)
