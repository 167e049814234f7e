"""The output folder of a run: written beside its place and moved there whole, so a killed run leaves a result or none."""

import json
import math
import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from firesale.market.errors import BadValueError

if TYPE_CHECKING:
    from firesale.experiments.run import Result

MANIFEST = "manifest.json"
PACKAGES = ("firesale", "mesa", "numpy", "pandas")


def save(result: "Result", folder: Path) -> Path:
    """Write the folder; an earlier run at the same place is replaced, anything else is left alone. Raises BadValueError."""
    check_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir()
        write(result, draft)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def check_place(folder: Path) -> None:
    """Refuse a place that holds something else than a run. Raises BadValueError."""
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadValueError("--out", str(folder), "a new or empty folder, or the folder of an earlier run")


def write(result: "Result", folder: Path) -> None:
    """Everything that a run leaves."""
    from firesale.analysis.report import write_report

    events = folder / "events"
    events.mkdir()
    for name, table in result.events.items():
        table.to_parquet(events / f"{name}.parquet", index=False)
    (folder / "scenario.json").write_text(result.scenario.as_json(), encoding="utf-8")
    metrics = {name: None if math.isnan(value) else value for name, value in result.metrics.items()}
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1), encoding="utf-8")
    provenance = provenance_of(result)
    write_report(result.tables, folder, provenance)
    (folder / MANIFEST).write_text(json.dumps(provenance, indent=1), encoding="utf-8")


def provenance_of(result: "Result") -> dict[str, str]:
    """Where a result comes from: enough to make it again."""
    return {
        "scenario": result.scenario.name,
        "title": result.scenario.form.title,
        "seed": str(result.seed),
        "digest": result.digest,
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }
