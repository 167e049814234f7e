"""Log returns of a price file: for the bootstrap of a scenario, and for calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from firesale.experiments.price_files import assets_in, read_closes
from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.errors import BadValueError

FILE_KEYS = ("file", "from", "to", "asset")
LATE = 1.5  # of the usual spacing: a longer gap is no return
FEWEST = 2  # returns


@dataclass(frozen=True)
class History:
    """Log returns of several assets over the same stretches of time, which follow each other unless rows are missing."""

    assets: tuple[str, ...]
    returns: FloatArray  # (r, n)
    prices: FloatArray  # (r + 1, n): before each return, and after the last one
    begins: FloatArray  # (r,): seconds since 1970 at which a return begins
    spacing: float  # usual seconds of a return
    gaps: int  # returns left out because rows are missing
    summed: int = 1  # rows of the file that make one return

    @property
    def years(self) -> float:
        """Years from one return to the next."""
        return self.spacing / SECONDS_PER_YEAR

    def of(self, asset: str) -> FloatArray:
        """Returns of one asset, shape (r,)."""
        column: FloatArray = self.returns[:, self.assets.index(asset)]
        return column

    def prices_of(self, asset: str) -> FloatArray:
        """Prices of one asset, shape (r + 1,)."""
        column: FloatArray = self.prices[:, self.assets.index(asset)]
        return column


def read_history(
    file: Path,
    assets: Sequence[str],
    *,
    symbol_asset: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> History:
    """Returns from the last price of a row to that of the next, where all assets have both and no row is missing. Raises BadValueError."""
    closes = read_closes(file, assets, symbol_asset=symbol_asset, start=start, end=end)
    common = np.array(sorted(set.intersection(*(set(seconds.tolist()) for seconds, _ in closes.values()))))
    prices = [price[np.isin(seconds, common)] for seconds, price in closes.values()]
    if len(common) <= FEWEST:
        raise BadValueError(
            "prices",
            str(file),
            f"a file with {FEWEST + 1} or more moments at which all of {', '.join(assets)} have a price",
        )
    together = np.stack(prices, axis=1)
    lengths = np.diff(common)
    spacing = float(np.median(lengths))
    whole = lengths <= LATE * spacing
    returns = np.diff(np.log(together), axis=0)[whole]
    if len(returns) < FEWEST:
        raise BadValueError("prices", str(file), f"{FEWEST} or more returns without a missing row")
    kept = np.concatenate([together[:-1][whole], together[1:][whole][-1:]])
    return History(tuple(assets), returns, kept, common[:-1][whole], spacing, int((~whole).sum()))


def with_history(tables: Any, folder: Path) -> Any:
    """Tables whose `[prices]` name a file get the returns in it; others stay as they are. Raises BadValueError.

    `file` is looked for in `folder`. Of the assets of the scenario those are taken that the file has.
    """
    prices = tables.get("prices") if isinstance(tables, Mapping) else None
    if not (isinstance(prices, Mapping) and prices.get("kind") == "block_bootstrap" and "file" in prices):
        return tables
    for key in ("returns", "spacing"):
        if key in prices:
            raise BadValueError(f"prices.{key}", "a value", "nothing beside `file`, which gives it")
    asked = {key: prices.get(key) for key in FILE_KEYS}
    for key, value in asked.items():
        if not isinstance(value, str) and not (value is None and key != "file"):
            raise BadValueError(f"prices.{key}", value, "a text")
    history = _read(folder / str(asked["file"]), list(tables.get("assets", {}))[1:], asked)
    others = {key: value for key, value in prices.items() if key not in FILE_KEYS}
    columns = {asset: history.of(asset).tolist() for asset in history.assets}
    return {**tables, "prices": {**others, "returns": columns, "spacing": history.spacing}}


def _read(file: Path, assets: list[str], asked: Mapping[str, Any]) -> History:
    choices = ", ".join(assets) or "the scenario has none but the numeraire"
    if asked["asset"] is not None and asked["asset"] not in assets:
        raise BadValueError("prices.asset", asked["asset"], f"an asset of the scenario: {choices}")
    named = assets_in(file, assets)
    chosen = [str(asked["asset"])] if asked["asset"] is not None else named if named is not None else assets[:2]
    if not chosen or (named is None and len(chosen) > 1):
        raise BadValueError("prices.asset", asked["asset"], f"the asset that {file.name} is about: {choices}")
    about = chosen[0] if named is None else None
    return read_history(file, chosen, symbol_asset=about, start=asked["from"], end=asked["to"])
