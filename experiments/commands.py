"""What the commands of the command line do, once their options are read."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firesale.experiments.options import check_beginnings, check_table, progress_bar
from firesale.market.errors import BadValueError

if TYPE_CHECKING:
    from firesale.experiments.scenario import Scenario

OPTION_OF = {"start": "--from", "end": "--to", "asset": "--asset", "prices": "--prices", "price file": "--prices"}
"""The option behind an argument of `with_prices`."""


@dataclass(frozen=True)
class Replay:
    """A price file, the stretch of it to use, and the asset that it is about if it does not say so itself."""

    file: Path | None
    start: str | None
    end: str | None
    asset: str | None


def changes_of(sets: Sequence[str]) -> dict[str, Any]:
    """The changes that `--set key=value` asks for: values are TOML, or plain words. Raises BadValueError."""
    changes: dict[str, Any] = {}
    for given in sets:
        key, equals, text = (part.strip() for part in given.partition("="))
        if not equals or not key:
            raise BadValueError("--set", given, "KEY=VALUE, for instance time.steps=100")
        try:
            changes[key] = tomllib.loads(f"value = {text}")["value"]
        except (tomllib.TOMLDecodeError, RecursionError):
            changes[key] = text
    return changes


def run_and_save(name: str, seed: int | None, replay: Replay, sets: Sequence[str], out: Path | None) -> str:
    """Run a scenario, write its folder, and say what came out. Raises FiresaleError."""
    from rich.markup import escape

    from firesale.experiments.run import run
    from firesale.experiments.scenario import Scenario
    from firesale.experiments.storage import check_place
    from firesale.experiments.summary import summary

    scenario = _on_prices(Scenario.load(name, changes_of(sets)), replay)
    folder = out or Path("runs") / scenario.name
    check_place(folder)
    with progress_bar() as progress:
        task = progress.add_task(escape(scenario.form.title), total=scenario.form.time.steps)
        result = run(scenario, seed, lambda tick: progress.update(task, completed=tick))
        progress.update(task, description="writing")
        result.save(folder)
    return f"{summary(result)}\nreport: {folder / 'report.html'}"


def compare_and_show(
    first: "Scenario",
    second: "Scenario",
    seeds: int,
    workers: int,
    beginnings: Sequence[str],
    out: Path | None,
    title: str,
) -> None:
    """Compare two scenarios, print the table, and write it if asked to. Raises FiresaleError."""
    from firesale.experiments.pairs import compare_scenarios, show

    check_beginnings(beginnings)
    check_table(out)
    with progress_bar() as progress:
        task = progress.add_task("comparing", total=2 * seeds)
        table = compare_scenarios(first, second, seeds, workers, lambda: progress.advance(task))
    show(table, beginnings, f"{title}; seeds 1 to {seeds}")
    if out is not None:
        table.to_csv(out)


def _on_prices(scenario: "Scenario", replay: Replay) -> "Scenario":
    from firesale.experiments.replay import with_prices

    if replay.file is not None:
        try:
            return with_prices(scenario, replay.file, replay.start, replay.end, replay.asset)
        except BadValueError as error:
            raise BadValueError(OPTION_OF.get(error.key, error.key), error.received, error.allowed) from None
    for option, given in (("--from", replay.start), ("--to", replay.end), ("--asset", replay.asset)):
        if given is not None:
            raise BadValueError(option, given, "only together with --prices FILE.csv")
    return scenario
