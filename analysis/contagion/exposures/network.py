"""The exposure network at a step: protocols, accounts and assets, and how distress could get from one to the other."""

from typing import TypeAlias

import networkx as nx
import pandas as pd

from firesale.analysis.contagion.exposures.balance_sheets import balance_sheets
from firesale.analysis.contagion.exposures.depths import price_impacts
from firesale.analysis.contagion.exposures.holders import By, holders, names
from firesale.analysis.contagion.exposures.links import COLUMNS, links
from firesale.analysis.contagion.exposures.state import State
from firesale.market.events import OracleOpened

Node: TypeAlias = tuple[str, str]
"""Kind (pool, exchange, oracle, asset; role, group or account) and name."""


def exposure_network(state: State, by: By = "role") -> "nx.MultiDiGraph[Node]":
    """Who is exposed to whom at the end of a step.

    Nodes, with `kind` and `name`; values in the numeraire:

    * pool: the columns of `balance_sheets`, and positions (number of accounts that owe)
    * exchange: asset, depth (what a sale brings until the price is 1 % lower; NaN if never recorded)
    * oracle: rule (push, spot, ...)
    * asset (base assets that pools take or exchanges trade): price (fundamental), impact (relative fall of the price per value sold)
    * role, group or account, as `by` says: accounts (number), deposits, collateral, debt, equity, shortfall

    Edges point the way in which distress could travel; the key and `kind` say how, `value` is in the numeraire:

    * claim, pool to pool: receipt tokens of the first that are pledged in the second or lie in its treasury
    * deposit, pool to account: receipt tokens in wallets
    * equity, pool to account: positions less debt, each at least nothing
    * debt, account to pool: what is owed
    * collateral, asset to pool: what is pledged of a base asset
    * overlap, pool to pool, both ways: loss of the one's collateral if all of the other's is sold (`Matrices.overlaps`)
    * borrowers, pool to pool, both ways: smaller of the two debts, summed over accounts that owe both
    * market, asset to exchange: depth
    * feed, exchange to oracle: what pools value by the oracle of what the exchange trades
    * report, oracle to pool: what the pool values by it, the numeraire aside; pools of one oracle hang together by it

    Accounts one by one are many edges, of which networkx makes a hundred thousand in a second or two: `links` is the same as a table, at once.
    Raises BadValueError if `by` is none of role, group, account.
    """
    graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph(step=state.step)
    for kind, table in _nodes(state, by).items():
        attributes = table.to_dict("records")
        for name, its in zip(table.index.tolist(), attributes, strict=True):
            graph.add_node((kind, name), kind=kind, name=name, **{str(key): value for key, value in its.items()})
    rows = links(state, by)
    source_kinds, sources, target_kinds, targets, kinds, values = (rows[column].tolist() for column in COLUMNS)
    ends = zip(zip(source_kinds, sources, strict=True), zip(target_kinds, targets, strict=True), strict=True)
    for (source, target), kind, value in zip(ends, kinds, values, strict=True):
        graph.add_edge(source, target, key=kind, kind=kind, value=value)
    return graph


def _nodes(state: State, by: By) -> dict[str, pd.DataFrame]:
    tables = state.tables
    owing = state.balances[state.balances["debt"] > 0.0].groupby("venue").size()
    pools = balance_sheets(state)
    listed = tables.listings[tables.listings["use"] == "base"].drop_duplicates("venue").set_index("venue")
    oracles = tables.table(OracleOpened).drop_duplicates("oracle").set_index("oracle")
    return {
        "pool": pools.assign(positions=owing.reindex(pools.index, fill_value=0)),
        "exchange": listed[["asset"]].assign(depth=state.depths["depth"]).reindex(tables.exchanges),
        "oracle": oracles[["kind"]].rename(columns={"kind": "rule"}),
        "asset": _assets(state),
        by: holders(state, names(state, by)),
    }


def _assets(state: State) -> pd.DataFrame:
    listed = state.tables.listings
    used = listed.loc[listed["use"] != "receipt", "asset"].drop_duplicates()
    used = used[~used.isin(listed.loc[listed["use"] == "receipt", "asset"])]
    table = pd.DataFrame({"price": state.fundamentals, "impact": price_impacts(state.depths)}).reindex(used)
    return table.fillna({"impact": 0.0})
