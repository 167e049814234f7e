"""One run: a scenario and a seed in, events, metrics and a digest out."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.event_log import Table

if TYPE_CHECKING:
    import pandas as pd

    from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class Result:
    """A finished run."""

    scenario: Scenario
    seed: int
    model: MarketModel

    @cached_property
    def columns(self) -> dict[str, Table]:
        """Event tables as numpy columns, by the name of the event."""
        return self.model.market.site.log.tables()

    @cached_property
    def events(self) -> "dict[str, pd.DataFrame]":
        """Event tables as data frames, by the name of the event."""
        import pandas as pd

        return {name: pd.DataFrame(table) for name, table in self.columns.items()}

    @cached_property
    def tables(self) -> "RunTables":
        """What analysis reads."""
        from firesale.analysis.tables import RunTables

        form = self.scenario.form
        return RunTables(
            events=self.events,
            numeraire=next(iter(form.assets)),
            step_seconds=form.time.step_seconds,
            title=form.title,
            scenario=form.name,
            seed=self.seed,
        )

    @cached_property
    def metrics(self) -> dict[str, float]:
        """Every metric of the run, by its dotted name."""
        from firesale.analysis.measure import measure

        return measure(self.tables)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the scenario, the seed and every event: equal inputs give equal digests."""
        return digest_of(self.scenario.as_json(), self.seed, self.columns)

    def save(self, folder: str | Path) -> Path:
        """Write manifest, event tables, metrics, figures and report; all of it or nothing."""
        from firesale.experiments.storage import save

        return save(self, Path(folder))


def run(scenario: Scenario, seed: int | None = None, on_step: Callable[[int], None] | None = None) -> Result:
    """Run a scenario to its end. `seed` replaces the scenario's own; `on_step` is told each tick."""
    model = MarketModel(scenario, seed)
    model.run(on_step)
    return Result(scenario, model.run_seed, model)


def digest_of(scenario: str, seed: int, columns: Mapping[str, Table]) -> str:
    """A fingerprint of everything that happened, the same on every machine that computes the same numbers."""
    digest = hashlib.sha256(f"{scenario}\n{seed}\n".encode())
    for name in sorted(columns):
        for field, column in columns[name].items():
            digest.update(f"{name}.{field}:{len(column)}\n".encode())
            if column.dtype.kind in "US":
                digest.update("\n".join(column.tolist()).encode())
            else:
                digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
