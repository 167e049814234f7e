"""Run a study: every case with every seed, those that are not yet there; then the table and the figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firesale.experiments.runner import StoppedRunError, side_by_side
from firesale.experiments.studies.base import Study
from firesale.experiments.studies.design import Case
from firesale.experiments.studies.rows import key_of, prepare, read_row, write_row
from firesale.market.errors import FiresaleError

if TYPE_CHECKING:
    import pandas as pd

    from firesale.analysis.tables import RunTables
    from firesale.experiments.scenario import Scenario

PAGE = 300  # dots per inch: what journals ask for


@dataclass(frozen=True)
class Finding:
    """A finished study: a row per run, the table of results, and how many runs were there before."""

    rows: "pd.DataFrame"
    table: "pd.DataFrame"
    found: int


@dataclass(frozen=True)
class RowJob:
    """One run to be made, in whatever process: a scenario as its JSON text, a seed, what to measure, and where to write
    it.
    """

    scenario: str
    source: str
    seed: int
    measure: "Callable[[RunTables], Mapping[str, float]]"
    file: Path


def run_study(
    name: str,
    study: Study,
    folder: Path,
    seeds: int | None = None,
    workers: int = 1,
    changes: Mapping[str, Any] | None = None,
    on_run: Callable[[int, int], None] | None = None,
) -> Finding:
    """Make the runs that `folder` lacks, and write rows.csv, table.csv, figure.png and figure.pdf there.

    `changes` are of the base scenario, before those of the design. `on_run` is told how many runs are done, of how
    many. Raises FiresaleError: a scenario that cannot be run is refused before the first run.
    """
    import pandas as pd

    places, jobs = _plan(name, study, seeds or study.seeds, changes or {}, folder)
    missing = [job for job in jobs if read_row(job.file) is None]
    done = len(jobs) - len(missing)
    for _ in side_by_side(make_row, missing, workers):
        done += 1
        if on_run is not None:
            on_run(done, len(jobs))
    rows = pd.DataFrame(
        [{**at, "seed": job.seed, **(read_row(job.file) or {})} for at, job in zip(places, jobs, strict=True)]
    )
    finding = Finding(rows, study.summarise(rows), len(jobs) - len(missing))
    _write(study, finding, folder)
    return finding


def make_row(job: RowJob) -> None:
    """Make one run and write its row. Raises StoppedRunError."""
    from firesale.experiments.run import run

    try:
        measured = job.measure(run(_scenario(job.scenario, job.source), job.seed).tables)
    except FiresaleError as error:
        raise StoppedRunError(f"{job.source}, seed {job.seed}: {error}") from None
    write_row(job.file, measured)


def _plan(
    name: str, study: Study, seeds: int, changes: Mapping[str, Any], folder: Path
) -> tuple[list[Mapping[str, Any]], list[RowJob]]:
    """Where each run stands in the design, and the run; every scenario is validated, and the folder is made."""
    cases = study.design.cases(seeds)
    scenarios = [_scenario_of(study, case, changes) for case in cases]
    rows = prepare(folder, name, study.question)
    places: list[Mapping[str, Any]] = []
    jobs = []
    for case, scenario in zip(cases, scenarios, strict=True):
        text = scenario.as_json()
        for seed in case.seeds:
            places.append(case.at)
            jobs.append(RowJob(text, scenario.source, seed, study.measure, rows / f"{key_of(name, text, seed)}.json"))
    return places, jobs


def _scenario_of(study: Study, case: Case, changes: Mapping[str, Any]) -> "Scenario":
    from firesale.experiments.scenario import Scenario

    return Scenario.load(study.scenario, {**changes, **case.changes})


@lru_cache(maxsize=4)
def _scenario(text: str, source: str) -> "Scenario":
    """Neighbouring jobs share a scenario: it is validated once."""
    import json

    from firesale.experiments.scenario import Scenario

    return Scenario.from_tables(json.loads(text), source=source)


def _write(study: Study, finding: Finding, folder: Path) -> None:
    finding.rows.to_csv(folder / "rows.csv", index=False)
    finding.table.to_csv(folder / "table.csv", index=False)
    figure = study.draw(finding.rows, finding.table)
    figure.savefig(folder / "figure.png", dpi=PAGE)
    figure.savefig(folder / "figure.pdf", metadata={"CreationDate": None})
