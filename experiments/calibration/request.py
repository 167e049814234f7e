"""What the command is asked for, and the returns that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from firesale.market.errors import BadValueError

if TYPE_CHECKING:
    from firesale.experiments.price_history import History

FEWEST = 30  # returns: below, no standard error means anything
ZEROS = 0.05  # part of the returns that are zero above which it is said


@dataclass(frozen=True)
class Request:
    """What the command is asked for."""

    file: Path
    processes: Sequence[str]  # none: all that can be fitted
    asset: str | None
    start: str | None
    end: str | None
    out: Path | None

    @property
    def place(self) -> Path:
        """Where the result goes."""
        return self.out or Path("runs") / f"calibrate_{self.file.name.split('.')[0]}"


def history_of(request: Request) -> "History":
    """The returns asked for. Raises BadValueError."""
    import numpy as np

    from firesale.experiments.calibration.summed import MOST, summed

    history = summed(_read(request), MOST)
    if len(history.returns) < FEWEST:
        raise BadValueError(
            "FILE", f"{len(history.returns)} returns", f"{FEWEST} or more at moments that all assets have"
        )
    for asset in history.assets:
        if not np.ptp(history.of(asset)) > 0.0:
            raise BadValueError("FILE", f"{asset} whose price does not move", "prices that move")
    return history


def _read(request: Request) -> "History":
    from firesale.experiments.price_files import symbols_in
    from firesale.experiments.price_history import read_history

    symbols = symbols_in(request.file)
    if symbols is None:
        about = request.asset or "ASSET"
        return read_history(request.file, [about], symbol_asset=about, start=request.start, end=request.end)
    if request.asset is not None and request.asset not in symbols:
        raise BadValueError("--asset", request.asset, f"an asset of the file: {', '.join(symbols)}")
    assets = [request.asset] if request.asset else symbols
    return read_history(request.file, assets, start=request.start, end=request.end)


def sentences(history: "History", name: str) -> list[str]:
    """What the data are."""
    count, hours = len(history.returns), history.spacing / 3600.0
    left = f", {history.gaps} left out where rows are missing" if history.gaps else ""
    told = [
        f"{name}: {', '.join(history.assets)}; {count:,} returns of {hours:.4g} h over {count * hours / 24.0:.4g} days{left}"
    ]
    if len(history.assets) > 1:
        told.append("only moments at which all of them have a price count; --asset takes all moments of one")
    if history.summed > 1:
        told.append(f"{history.summed} returns of the file make one here, so that each fit takes seconds")
    for asset in history.assets:
        zeros = float((history.of(asset) == 0.0).mean())
        if zeros > ZEROS:
            told.append(
                f"{asset}: {zeros:.0%} of the returns are exactly zero: tails and jumps look wilder than they are"
            )
    return told
