"""Price history from a CSV file, as waypoints of `market.prices.path.Path`."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError

if TYPE_CHECKING:
    import pandas as pd

TIME_COLUMNS = ("time_utc", "hour_utc")
BAR = ["open", "high", "low", "close"]
QUOTE = ["ask", "bid"]
QUOTE_CURRENCIES = ("USDT", "USD", "USDC", "BUSD")
COLUMNS_ALLOWED = "time_utc or hour_utc, with open, high, low, close or with ask, bid; symbol if about several assets"
BAR_QUARTERS = np.arange(4) / 4.0


@dataclass(frozen=True)
class PriceFile:
    """A stretch of price history. Times are ISO 8601 in UTC; seconds count from `first_time`."""

    waypoints: dict[str, tuple[tuple[float, float], ...]]  # asset -> (seconds, price in the quote currency), ...
    first_time: str  # of the first row kept
    last_time: str  # of the last waypoint
    duration: float  # seconds from first_time to last_time
    spacing: float  # median seconds between waypoints: a longer step skips some of them


def read_price_file(
    file: Path,
    assets: Sequence[str],
    *,
    symbol_asset: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> PriceFile:
    """Read `.csv` or `.csv.gz` with a time column and open, high, low, close of a bar, or ask and bid.

    Rows from `start` to `end` (ISO 8601, UTC), both included, are kept. A symbol is an asset and a quote currency
    (ETHUSDT: ETH in USDT, which is taken as the numeraire); a file without symbols is about `symbol_asset` alone.
    Of ask and bid the middle is taken. **A bar gives four waypoints**, a quarter of its length apart: open, low, high,
    close if it rises, open, high, low, close if it falls. Closes alone lose what liquidates: on 13 March 2020 ETH fell
    to 86.00, while no hour closed below 96.62. The price is that a wrong print in the source is replayed as well: look
    at the extremes. Before its first row and after its last an asset stays at that price.

    Raises BadValueError on a file that cannot be read, unknown columns, an asset with fewer than two rows, a price that
    is not positive, and times that do not increase.
    """
    if not assets:
        raise BadValueError("assets", list(assets), "one asset or more")
    table = _between(_read(file), start, end)
    series = {asset: _series(f"{file}: {asset}", _rows_of(asset, table, symbol_asset)) for asset in assets}
    first = min(seconds[0] for seconds, _ in series.values())
    last = max(seconds[-1] for seconds, _ in series.values())
    return PriceFile(
        waypoints={
            asset: tuple(zip((seconds - first).tolist(), prices.tolist(), strict=True))
            for asset, (seconds, prices) in series.items()
        },
        first_time=_iso(first),
        last_time=_iso(last),
        duration=float(last - first),
        spacing=float(np.median(np.concatenate([np.diff(seconds) for seconds, _ in series.values()]))),
    )


def read_closes(
    file: Path,
    assets: Sequence[str],
    *,
    symbol_asset: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """By asset: seconds since 1970 at which a row begins, and its last price (the middle of ask and bid), shape (n,) each.

    For statistics of returns, where the order of prices inside a bar would be an invention. Raises BadValueError as `read_price_file` does.
    """
    table = _between(_read(file), start, end)
    closes = {}
    for asset in assets:
        rows = _rows_of(asset, table, symbol_asset)
        seconds, prices = _rows(f"{file}: {asset}", rows)
        closes[asset] = (seconds, prices[:, -1] if set(BAR) <= set(rows) else prices.mean(axis=1))
    return closes


def symbols_in(file: Path) -> list[str] | None:
    """The assets that a file has rows about, in order, without their quote currency; None if it has no symbols. Raises BadValueError."""
    table = _read(file)
    if "symbol" not in table:
        return None
    return list(dict.fromkeys(_without_quote(symbol) for symbol in table["symbol"].astype(str)))


def _without_quote(symbol: str) -> str:
    ending = next((currency for currency in QUOTE_CURRENCIES if symbol.endswith(currency)), "")
    return symbol.removesuffix(ending) or symbol


def assets_in(file: Path, assets: Sequence[str]) -> list[str] | None:
    """Those of the assets that a file has rows about; None if it has no symbols. Raises BadValueError as `read_price_file` does."""
    table = _read(file)
    if "symbol" not in table:
        return None
    symbols = set(table["symbol"].astype(str))
    return [asset for asset in assets if symbols & {asset, *(asset + currency for currency in QUOTE_CURRENCIES)}]


def _read(file: Path) -> "pd.DataFrame":
    """The table with a further column `seconds`, since 1970."""
    import pandas as pd

    if not (file.name.endswith((".csv", ".csv.gz")) and file.is_file()):
        raise BadValueError("price file", str(file), "a .csv or .csv.gz file that exists")
    try:
        table = pd.read_csv(file)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BadValueError("price file", str(file), f"a readable table ({error})") from error
    time = next((column for column in TIME_COLUMNS if column in table), None)
    if time is None or not (set(BAR) <= set(table) or set(QUOTE) <= set(table)):
        raise BadValueError(f"{file}: columns", list(table), COLUMNS_ALLOWED)
    instants = pd.to_datetime(table[time], utc=True, errors="coerce", format="ISO8601")
    if instants.isna().any():
        raise BadValueError(
            f"{file}: {time}", str(table[time][instants.isna()].iloc[0]), "a time as 2020-03-12 10:00:00"
        )
    return table.assign(seconds=(instants - pd.Timestamp(0, tz="UTC")).dt.total_seconds())


def _between(table: "pd.DataFrame", start: str | None, end: str | None) -> "pd.DataFrame":
    first = -np.inf if start is None else _instant("start", start)
    last = np.inf if end is None else _instant("end", end)
    if last < first:
        raise BadValueError("end", end, f"not before start, {start}")
    return table[table["seconds"].between(first, last)]


def _instant(key: str, time: str) -> float:
    try:
        parsed = datetime.fromisoformat(time)
    except ValueError as error:
        raise BadValueError(key, time, "a time as 2020-03-12 or 2020-03-12T10:00:00, in UTC") from error
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def _rows_of(asset: str, table: "pd.DataFrame", symbol_asset: str | None) -> "pd.DataFrame":
    """The rows about one asset, at least two, as the length of a bar is the time to the next."""
    if "symbol" not in table:
        if symbol_asset is None:
            raise BadValueError("symbol_asset", None, "the asset that the file is about, as it has no column symbol")
        symbols = [symbol_asset]
        rows = table if asset == symbol_asset else table[:0]
    elif symbol_asset is not None:
        raise BadValueError("symbol_asset", symbol_asset, "nothing, as the file has a column symbol")
    else:
        symbols = sorted(table["symbol"].astype(str).unique())
        matching = {asset, *(asset + currency for currency in QUOTE_CURRENCIES)} & set(symbols)
        if len(matching) > 1:
            raise BadValueError("assets", asset, f"one symbol per asset, not {', '.join(sorted(matching))}")
        rows = table[table["symbol"].isin(matching)]
    if len(rows) < 2:
        raise BadValueError("assets", asset, f"assets with two rows or more in file and window: {', '.join(symbols)}")
    return rows


def _series(key: str, rows: "pd.DataFrame") -> tuple[FloatArray, FloatArray]:
    """Seconds since 1970 and prices, shape (n,) each; four for a bar."""
    seconds, prices = _rows(key, rows)
    return _bar_points(seconds, prices) if set(BAR) <= set(rows) else (seconds, prices.mean(axis=1))


def _rows(key: str, rows: "pd.DataFrame") -> tuple[FloatArray, FloatArray]:
    """Seconds since 1970, shape (n,), and the prices of each row, shape (n, 4) of a bar or (n, 2)."""
    seconds = rows["seconds"].to_numpy(dtype=np.float64)
    for row in np.flatnonzero(np.diff(seconds) <= 0.0):
        raise BadValueError(f"{key}: time of a row", _iso(seconds[row + 1]), f"later than {_iso(seconds[row])}")
    return seconds, _positive(key, rows, seconds, BAR if set(BAR) <= set(rows) else QUOTE)


def _bar_points(seconds: FloatArray, bars: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Four points per bar, shape (4 n,) each, from bars of shape (n, 4)."""
    gaps = np.diff(seconds)
    usual = float(np.median(gaps))
    length = np.minimum(np.append(gaps, usual), usual)
    rises = bars[:, 3] >= bars[:, 0]
    prices = np.where(rises[:, None], bars[:, [0, 2, 1, 3]], bars)
    return (seconds[:, None] + length[:, None] * BAR_QUARTERS).ravel(), prices.ravel()


def _positive(key: str, rows: "pd.DataFrame", seconds: FloatArray, columns: list[str]) -> FloatArray:
    """The prices, shape (n, len(columns)). Raises BadValueError naming column and time of the first that is none."""
    import pandas as pd

    prices: FloatArray = rows[columns].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=np.float64)
    for row, column in np.argwhere(~(np.isfinite(prices) & (prices > 0.0))):
        received = rows[columns[column]].iloc[row]
        raise BadValueError(f"{key}: {columns[column]} at {_iso(seconds[row])}", str(received), "a positive number")
    return prices


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat().replace("+00:00", "Z")
