"""The output folder of a run: written beside its place and moved there whole, so a killed run leaves a result or none."""

import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from firesale.market.errors import BadValueError

if TYPE_CHECKING:
    import pandas as pd

    from firesale.analysis.tables import RunTables
    from firesale.experiments.scenario import Scenario

MANIFEST, SCENARIO, METRICS, EVENTS = "manifest.json", "scenario.json", "metrics.json", "events"
CONTAGION, REPLAY = "contagion", "replay.html"
LEFT_BY_A_RUN = {MANIFEST, SCENARIO, METRICS, EVENTS, CONTAGION, REPLAY, "report.html", "figures"}
PACKAGES = ("firesale", "mesa", "numpy", "pandas")


class Finished(Protocol):
    """A finished run: what a folder is made of."""

    @property
    def scenario(self) -> "Scenario": ...
    @property
    def seed(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def events(self) -> "Mapping[str, pd.DataFrame]": ...
    @property
    def metrics(self) -> Mapping[str, float]: ...
    @property
    def tables(self) -> "RunTables": ...


def save(result: "Finished", folder: Path) -> Path:
    """Write the folder; an earlier run at the same place is replaced, anything else is left alone. Raises BadValueError."""
    with whole_folder(check_place(folder)) as draft:
        write(result, draft)
    return folder


@contextmanager
def whole_folder(place: Path) -> Iterator[Path]:
    """A draft beside `place` to write into; it takes the place when everything is written, and nothing does if not. Raises BadValueError."""
    draft, earlier = (place.with_name(f".{place.name}.{os.getpid()}.{what}") for what in ("draft", "earlier"))
    shutil.rmtree(draft, ignore_errors=True)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        yield draft
        _put(draft, place, earlier)
    except OSError as error:
        raise BadValueError("--out", str(place), f"a place where files can be written ({error})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(draft: Path, place: Path, earlier: Path) -> None:
    """Move the whole draft to its place; an earlier result goes only when the new one stands there."""
    if place.exists():
        place.rename(earlier)
    try:
        draft.rename(place)
    except OSError:
        if earlier.exists():
            earlier.rename(place)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def check_place(folder: Path) -> Path:
    """The full path of a folder that a run may write: new, empty, or all of it left by an earlier run. Raises BadValueError."""
    place = Path(os.path.realpath(folder))
    if place in (here := Path.cwd(), *here.parents):
        raise BadValueError("--out", str(folder), "a folder inside the one where you are, or elsewhere")
    try:
        foreign = _foreign(place) if place.exists() else ""
        above = next(one for one in place.parents if one.exists())
    except OSError as error:
        raise BadValueError("--out", str(folder), f"a folder that can be made ({error})") from error
    if foreign:
        allowed = f"a new or empty folder, or the folder of an earlier run: {foreign} is there and not ours"
        raise BadValueError("--out", str(folder), allowed)
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise BadValueError("--out", str(folder), f"a folder that can be made: {above} cannot be written to")
    return place


def _foreign(place: Path) -> str:
    """Something at this place that no run has left there; empty if there is nothing."""
    if not place.is_dir():
        return place.name
    names = sorted(one.name for one in place.iterdir())
    others = [name for name in names if name not in LEFT_BY_A_RUN]
    return next(iter(others), "") if not names or _manifest(place) else next(iter(others), names[0])


def write(result: "Finished", folder: Path) -> None:
    """Everything that a run leaves."""
    from firesale.analysis.contagion.contagion import contagion
    from firesale.analysis.contagion.replay import write_replay
    from firesale.analysis.measure import to_json
    from firesale.analysis.report import write_report

    events = folder / EVENTS
    events.mkdir()
    for name, table in result.events.items():
        table.to_parquet(events / f"{name}.parquet", index=False)
    (folder / SCENARIO).write_text(result.scenario.as_json(), encoding="utf-8")
    (folder / METRICS).write_text(to_json(result.metrics), encoding="utf-8")
    provenance = provenance_of(result)
    write_report(result.tables, folder, provenance)
    found = contagion(result.tables)
    write_replay(result.tables, found.liquidations, found.forest.nodes, found.links, folder / REPLAY)
    (folder / MANIFEST).write_text(json.dumps(provenance, indent=1), encoding="utf-8")


def provenance_of(result: "Finished") -> dict[str, str]:
    """Where a result comes from: enough to make it again."""
    return {
        "scenario": result.scenario.name,
        "title": result.scenario.form.title,
        "seed": str(result.seed),
        "digest": result.digest,
        "python": platform.python_version(),
        **{package: version_of(package) for package in PACKAGES},
    }


def version_of(package: str) -> str:
    """The version that is installed, or that none is: the source can also be run from where it lies."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def load_tables(folder: str | Path) -> "RunTables":
    """The event tables of a run that was saved, for metrics, figures and analyses of your own.

    Raises BadValueError if the folder does not hold a whole run, naming the file that is missing or cannot be read.
    """
    import pandas as pd

    from firesale.analysis.tables import RunTables

    place = Path(folder)
    manifest = _manifest(place)
    if not manifest:
        raise BadValueError("folder", str(folder), f"the folder of a run, with its {MANIFEST}")
    events = {}
    for file in sorted((place / EVENTS).glob("*.parquet")):
        try:
            events[file.stem] = pd.read_parquet(file)
        except (OSError, ValueError) as error:
            raise BadValueError("folder", str(file), f"a table that a run has written ({error})") from error
    try:
        form = json.loads((place / SCENARIO).read_text(encoding="utf-8"))
        numeraire, seconds = next(iter(form["assets"])), float(form["time"]["step_seconds"])
        title, name, seed = str(form["title"]), str(manifest["scenario"]), int(manifest["seed"])
    except (KeyError, OSError, StopIteration, TypeError, ValueError) as error:
        raise BadValueError("folder", str(place / SCENARIO), f"the scenario of a run ({error!r})") from error
    return RunTables(events, numeraire, seconds, title=title, scenario=name, seed=seed)


def _manifest(place: Path) -> dict[str, Any]:
    """The manifest of a run; empty if there is none, or one that is not ours."""
    try:
        found = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"firesale", "digest", "seed"} <= found.keys() else {}
