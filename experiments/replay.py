"""A scenario on the prices of a file."""

from pathlib import Path

from firesale.experiments.price_files import read_price_file
from firesale.experiments.scenario import Scenario


def with_prices(scenario: Scenario, file: Path, start: str | None = None, end: str | None = None) -> Scenario:
    """The scenario with the fundamental prices of a CSV file, for as many steps as the file lasts.

    Assets that the file does not have keep their own constant price. Raises BadValueError for a file that cannot be used.
    """
    form = scenario.form
    others = list(form.assets)[1:]
    prices = read_price_file(file, others, start=start, end=end)
    tables = form.model_dump(mode="json", exclude_none=True)
    tables["prices"] = {"kind": "path", "waypoints": prices.waypoints}
    tables["time"]["steps"] = max(1, int(prices.duration // form.time.step_seconds))
    for asset, points in prices.waypoints.items():
        tables["assets"][asset]["price"] = points[0][1]
    return Scenario.from_tables(tables, source=f"{scenario.source} on {file.name}")
