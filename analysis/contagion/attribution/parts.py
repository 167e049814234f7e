"""What each loss of health is made of, by channel, place, asset and oracle."""

import numpy as np
import pandas as pd
from scipy import sparse

from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.split import Split, own_channel
from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.market.arrays import FloatArray, IntArray

CLASS = ["channel", "pool", "exchange", "account"]
"""What sources are told apart by in a table of parts: the rounds of one pool's sales are one."""
KEYS = ["liquidation", *CLASS, "asset", "oracle"]


def find_parts(whole: Split, sources: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row per liquidation and part. Columns as in `Attribution.parts`."""
    of_source, classes = classes_of(sources)
    pieces = [_own(whole, found)]
    for (asset, oracle), columns in groups(whole):
        by_class = whole.weights[:, columns] @ (whole.by_source[columns] @ _one_hot(of_source, len(classes)))
        entries = sparse.coo_array(by_class)
        rows, place = entries.coords
        piece = classes.iloc[place].reset_index(drop=True)
        pieces.append(piece.assign(liquidation=rows, asset=asset, oracle=oracle, log_loss=-entries.data))
    parts = pd.concat(pieces, ignore_index=True)
    parts = parts.groupby(KEYS)["log_loss"].sum().reset_index()
    negligible = (parts["channel"] == RESIDUAL) & (parts["log_loss"].abs() <= ROUNDING)
    parts = _with_residual(parts[~negligible], found)
    return parts.assign(weight=_weights(parts), health_loss=_in_health(parts, found))


def classes_of(sources: pd.DataFrame) -> tuple[IntArray, pd.DataFrame]:
    """The class of each source (sources,), and the classes (channel, pool, exchange, account)."""
    number: IntArray = sources.groupby(CLASS, sort=False).ngroup().to_numpy().astype(np.int64)
    return number, sources.drop_duplicates(CLASS)[CLASS].reset_index(drop=True)


def groups(whole: Split) -> list[tuple[tuple[str, str], IntArray]]:
    """The pairs of each asset and oracle."""
    pairs = whole.pairs
    names = pairs[["asset", "oracle"]].drop_duplicates().sort_values(["asset", "oracle"])
    return [
        ((asset, oracle), np.flatnonzero((pairs["asset"] == asset) & (pairs["oracle"] == oracle)))
        for asset, oracle in names.itertuples(index=False)
    ]


def _one_hot(of_source: IntArray, count: int) -> sparse.csr_array:
    n = len(of_source)
    return sparse.csr_array((np.ones(n), (np.arange(n), of_source)), shape=(n, count))


def _own(whole: Split, found: pd.DataFrame) -> pd.DataFrame:
    """What positions did to themselves, or their earlier liquidations to them."""
    own = whole.own
    return pd.DataFrame(
        {
            "liquidation": own["liquidation"].astype("int64"),
            "channel": own_channel(own["forced"]),
            "pool": found["venue"].reindex(own["liquidation"]).to_numpy(),
            "exchange": "",
            "account": -1,
            "asset": "",
            "oracle": "",
            "log_loss": -own["effect"],
        }
    )


def _with_residual(parts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Whatever is missing to the loss that the events show is residual."""
    explained = parts.groupby("liquidation")["log_loss"].sum().reindex(found.index, fill_value=0.0)
    missing = found["log_loss"] - explained
    missing = missing[np.abs(missing) > ROUNDING * np.maximum(1.0, np.abs(found["log_loss"]))]
    rest = pd.DataFrame({"liquidation": missing.index, "channel": RESIDUAL, "log_loss": missing.to_numpy()})
    rest = rest.assign(pool="", exchange="", account=-1, asset="", oracle="")[[*KEYS, "log_loss"]]
    both = pd.concat([parts, rest], ignore_index=True) if len(rest) else parts
    return both.groupby(KEYS)["log_loss"].sum().reset_index()


def _weights(parts: pd.DataFrame) -> FloatArray:
    """Each part of the harm over all harm of its liquidation; what helped weighs nothing, and so does rounding."""
    largest = parts["log_loss"].abs().groupby(parts["liquidation"]).transform("max")
    harm = parts["log_loss"].where(parts["log_loss"] > ROUNDING * largest, 0.0)
    total: FloatArray = harm.groupby(parts["liquidation"]).transform("sum").to_numpy(dtype=np.float64)
    weight: FloatArray = np.divide(harm.to_numpy(), total, out=np.zeros(len(parts)), where=total > 0.0)
    return weight


def _in_health(parts: pd.DataFrame, found: pd.DataFrame) -> FloatArray:
    """The parts as parts of the loss of health itself: a logarithm times the logarithmic mean of the two ends."""
    mean = log_mean(found["health_safe"].to_numpy(), found["health_before"].to_numpy())
    loss: FloatArray = parts["log_loss"].to_numpy() * mean[parts["liquidation"].to_numpy()]
    return loss


ROUNDING = 1e-12
"""Less than this of a loss is rounding."""
