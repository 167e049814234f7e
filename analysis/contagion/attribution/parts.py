"""What each loss of health is made of, by channel, place, asset and oracle."""

import numpy as np
import pandas as pd
from scipy import sparse

from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.split import Split, own_channel
from firesale.analysis.contagion.channel_names import OWN_LIQUIDATION, RESIDUAL
from firesale.market.arrays import FloatArray, IntArray

CLASS = ["channel", "pool", "exchange", "account"]
"""What sources are told apart by in a table of parts: the rounds of one pool's sales are one."""
KEYS = ["liquidation", *CLASS, "asset", "oracle"]


def find_parts(whole: Split, sources: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row per liquidation and part. Columns as in `Attribution.parts`."""
    of_source, classes = classes_of(sources)
    pieces = [_own(whole, found), _seized(found)]
    for (asset, oracle), pairs in groups(whole):
        by_class = whole.by_source[pairs] @ _one_hot(of_source, len(classes))
        for name, weights in (("log_loss", whole.weights), ("loss", whole.worth)):
            entries = sparse.coo_array(weights[:, pairs] @ by_class)
            rows, place = entries.coords
            piece = classes.iloc[place].reset_index(drop=True)
            pieces.append(piece.assign(liquidation=rows, asset=asset, oracle=oracle, **{name: -entries.data}))
    parts = _with_residual(_summed(pd.concat(pieces, ignore_index=True)), found)
    return parts.assign(
        weight=_weights(parts, "log_loss"), loss_weight=_weights(parts, "loss"), health_loss=_in_health(parts, found)
    )


def _summed(parts: pd.DataFrame) -> pd.DataFrame:
    return parts.groupby(KEYS)[["log_loss", "loss"]].sum().reset_index()


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
            "log_loss": -own["health"],
            "loss": -own["equity"],
        }
    )


def _seized(found: pd.DataFrame) -> pd.DataFrame:
    """What each liquidation itself took from the position: the bonus and the fee."""
    found = found[found["equity_safe"].notna()]
    rows = pd.DataFrame({"liquidation": found.index, "channel": OWN_LIQUIDATION, "pool": found["venue"]})
    loss = found["collateral_value"] - found["debt_value"]
    return rows.assign(exchange="", account=-1, asset="", oracle="", log_loss=0.0, loss=loss)


def _with_residual(parts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Whatever is missing to the loss that the events show is residual."""
    parts = parts[(parts["channel"] != RESIDUAL) | (parts["log_loss"].abs() > ROUNDING)]
    explained = parts.groupby("liquidation")["log_loss"].sum().reindex(found.index, fill_value=0.0)
    missing = found["log_loss"] - explained
    missing = missing[np.abs(missing) > ROUNDING * np.maximum(1.0, np.abs(found["log_loss"]))]
    rest = pd.DataFrame({"liquidation": missing.index, "channel": RESIDUAL, "log_loss": missing.to_numpy()})
    rest = rest.assign(pool="", exchange="", account=-1, asset="", oracle="", loss=0.0)
    return _summed(pd.concat([parts, rest], ignore_index=True)) if len(rest) else parts


def _weights(parts: pd.DataFrame, name: str) -> FloatArray:
    """Each part of the harm over all harm of its liquidation; what helped weighs nothing, and so does rounding."""
    liquidation = parts["liquidation"]
    harm = parts[name].where(parts[name] > ROUNDING * parts[name].abs().groupby(liquidation).transform("max"), 0.0)
    total: FloatArray = harm.groupby(liquidation).transform("sum").to_numpy(dtype=np.float64)
    weight: FloatArray = np.divide(harm.to_numpy(), total, out=np.zeros(len(parts)), where=total > 0.0)
    return weight


def _in_health(parts: pd.DataFrame, found: pd.DataFrame) -> FloatArray:
    """The parts as parts of the loss of health itself: a logarithm times the logarithmic mean of the two ends."""
    mean = log_mean(found["health_safe"].to_numpy(), found["health_before"].to_numpy())
    loss: FloatArray = parts["log_loss"].to_numpy() * mean[parts["liquidation"].to_numpy()]
    return loss


ROUNDING = 1e-12
"""Less than this of a loss is rounding."""
