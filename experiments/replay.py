"""A scenario on the prices of a file."""

from pathlib import Path

from firesale.experiments.price_files import PriceFile, assets_in, read_price_file
from firesale.experiments.scenario import Scenario
from firesale.market.errors import BadValueError


def with_prices(
    scenario: Scenario, file: Path, start: str | None = None, end: str | None = None, asset: str | None = None
) -> Scenario:
    """The scenario with the fundamental prices of a CSV file, for as many steps as the file lasts.

    Assets that the file does not have keep their own price, which stays constant. `asset` says what a file without symbols is about, if the
    scenario has more than one besides the numeraire. Raises BadValueError for a file that cannot be used.
    """
    prices = _prices(list(scenario.form.assets)[1:], file, start, end, asset)
    tables = scenario.as_tables()
    tables["prices"] = {"kind": "path", "waypoints": prices.waypoints}
    tables["time"]["steps"] = max(1, int(prices.duration // scenario.form.time.step_seconds))
    for name, points in prices.waypoints.items():
        tables["assets"][name]["price"] = points[0][1]
    return Scenario.from_tables(tables, source=f"{scenario.source} on {file.name}")


def _prices(assets: list[str], file: Path, start: str | None, end: str | None, asset: str | None) -> PriceFile:
    choices = ", ".join(assets) or "the scenario has none but the numeraire"
    if asset is not None and asset not in assets:
        raise BadValueError("asset", asset, f"an asset of the scenario: {choices}")
    named = assets_in(file, assets)
    if named is None:
        about = asset if asset is not None or len(assets) != 1 else assets[0]
        if about is None:
            raise BadValueError("asset", asset, f"the asset that {file.name} is about, as it has no symbols: {choices}")
        return read_price_file(file, [about], symbol_asset=about, start=start, end=end)
    wanted = named if asset is None else [asset]
    if not wanted:
        raise BadValueError("prices", str(file), f"a file about an asset of the scenario: {choices}")
    return read_price_file(file, wanted, start=start, end=end)
