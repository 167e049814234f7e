"""What happened at each moment of a replay: sparse tables that add up to the tables of the run."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.replay_frames import Frames
from firesale.analysis.contagion.replay_network import ReplayNetwork
from firesale.analysis.distress import bad_debts
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionsRecorded, PriceReported, Swapped

MOST_FLOWS = 12000
LEAST_REPORT = 1e-3  # a smaller change of an oracle's price is not shown (log price)


def liquidated(found: pd.DataFrame, frames: Frames, network: ReplayNetwork) -> pd.DataFrame:
    """Liquidations by moment and pool: frame, pool (number), count, debt (numeraire)."""
    keys = [frames.of(found["step"]), network.pool_numbers(found["venue"]).to_numpy()]
    sums = found["debt_value"].groupby(keys).agg(["size", "sum"])
    return _flat(sums, ["frame", "pool", "count", "debt"])


def lost(tables: RunTables, frames: Frames, network: ReplayNetwork) -> pd.DataFrame:
    """Bad debt by moment and pool: frame, pool (number), value (numeraire)."""
    rows = bad_debts(tables)
    keys = [frames.of(rows["step"]), network.pool_numbers(rows["venue"]).to_numpy()]
    return _flat(rows["value"].groupby(keys).sum().to_frame(), ["frame", "pool", "value"])


def spread(found: pd.DataFrame, links: pd.DataFrame, frames: Frames, network: ReplayNetwork) -> pd.DataFrame:
    """Contagion from pool to pool by moment: frame, source, target (numbers), value: the debt (numeraire) of the liquidations caused, times
    the weight of the cause. Of too many rows the largest.
    """
    child = links["child"].to_numpy(dtype=np.int64)
    pool = network.pool_numbers(found["venue"]).to_numpy()
    source, target = pool[links["parent"].to_numpy(dtype=np.int64)], pool[child]
    value = links["weight"].to_numpy() * found["debt_value"].to_numpy()[child]
    table = pd.DataFrame({"frame": frames.of(found["step"])[child], "source": source, "target": target, "value": value})
    table = table[(table["source"] != table["target"]) & (table["value"] > 0)]
    sums = table.groupby(["frame", "source", "target"])[["value"]].sum().reset_index()
    return sums.nlargest(MOST_FLOWS, "value").sort_index()


def sold(tables: RunTables, frames: Frames, network: ReplayNetwork, motive: str) -> pd.DataFrame:
    """Trades of one motive by moment and exchange: frame, node (number), value (numeraire, fundamental prices)."""
    rows = tables.table(Swapped)
    rows = rows[rows["motive"] == motive]
    node = network.numbers("exchange", rows["venue"])
    value = rows["amount_in"] * tables.fundamental(rows["asset_in"], rows["step"])
    other = rows["amount_out"] * tables.fundamental(rows["asset_out"], rows["step"])
    value = value.fillna(other).fillna(0.0)[node >= 0]
    keys = [frames.of(rows["step"])[node >= 0], node[node >= 0].to_numpy()]
    return _flat(value.groupby(keys).sum().to_frame(), ["frame", "node", "value"])


def reported(tables: RunTables, frames: Frames, network: ReplayNetwork) -> pd.DataFrame:
    """Changes of what oracles report: frame, node (number), change (log price, the largest in size of all assets)."""
    rows = tables.table(PriceReported)
    change = np.log(rows["price"].where(rows["price"] > 0)).groupby([rows["oracle"], rows["asset"]]).diff()
    node = network.numbers("oracle", rows["oracle"])
    shown = (change.abs() > LEAST_REPORT) & (node >= 0)
    moves = pd.DataFrame({"frame": frames.of(rows["step"]), "node": node.to_numpy(), "change": change.to_numpy()})
    table: pd.DataFrame = moves[shown.to_numpy()]
    order = np.argsort(table["change"].abs().to_numpy(), kind="stable")
    return table.iloc[order].drop_duplicates(["frame", "node"], keep="last").sort_index()


def debts(tables: RunTables, frames: Frames, network: ReplayNetwork) -> list[list[float | None]]:
    """Debt of each pool that is drawn, at each moment (numeraire); None while unknown."""
    rows = tables.table(PositionsRecorded)
    drawn = [name for kind, name in network.nodes if kind == "pool"]
    return [frames.held(mine["step"], mine["debt_value"]) for mine in (rows[rows["venue"] == pool] for pool in drawn)]


def _flat(sums: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    flat = sums.reset_index()
    flat.columns = pd.Index(names)
    return flat
