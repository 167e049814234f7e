"""Which protocols hang on which: by prices, by claims and by the collateral that they share. What could carry distress,
not what did.
"""

import networkx as nx
import pandas as pd

from firesale.analysis.distress import bad_debts, final_positions, liquidations
from firesale.analysis.tables import RunTables
from firesale.market.events import OracleOpened

Node = tuple[str, str]
"""Kind (exchange, oracle, pool or asset) and name."""


def protocol_network(tables: RunTables) -> "nx.DiGraph[Node]":
    """The protocols of a run as a directed graph.

    Nodes: exchanges, oracles, pools, and assets that are collateral in two pools or more; pools with `liquidated`,
    `debt` (at the last record) and `loss` (bad debt booked), all in the numeraire. Edges, by `kind`: price (the oracle
    reads the exchange; the oracle reports to the pool; without an oracle, exchange to pool), claim
    (from who issues a receipt token to the venue that lists it as collateral or base) and collateral (shared asset to
    pool).
    """
    graph: nx.DiGraph[Node] = nx.DiGraph()
    for exchange in tables.exchanges:
        graph.add_node(("exchange", exchange))
    _add_pools(graph, tables)
    _add_prices(graph, tables)
    _add_claims(graph, tables)
    _add_shared_collateral(graph, tables)
    return graph


def _add_pools(graph: "nx.DiGraph[Node]", tables: RunTables) -> None:
    rows, written_off = liquidations(tables), bad_debts(tables)
    liquidated = rows.groupby("venue")["debt_value"].sum()
    loss = written_off.groupby("venue")["value"].sum()
    debt = final_positions(tables)["debt_value"]
    for pool in tables.pools:
        sums = {"liquidated": liquidated.get(pool, 0.0), "debt": debt.get(pool, 0.0), "loss": loss.get(pool, 0.0)}
        graph.add_node(("pool", pool), **{name: float(value) for name, value in sums.items()})


def _add_prices(graph: "nx.DiGraph[Node]", tables: RunTables) -> None:
    """Exchange to oracle to pool, for each asset that a pool values."""
    listed = tables.listings
    valued = listed[listed["use"].isin(["collateral", "debt"]) & (listed["asset"] != tables.numeraire)]
    traded = listed[listed["use"] == "base"]
    direct = valued[valued["oracle"] == ""].merge(traded, on="asset", suffixes=("", "_traded"))
    _connect(graph, "price", "exchange", direct["venue_traded"], "pool", direct["venue"])
    valued = valued[valued["oracle"] != ""]
    _connect(graph, "price", "oracle", valued["oracle"], "pool", valued["venue"])
    opened = tables.table(OracleOpened)
    reads = opened[opened["source"].isin(traded["venue"])].drop_duplicates(["oracle", "source"])
    _connect(graph, "price", "exchange", reads["source"], "oracle", reads["oracle"])


def _add_claims(graph: "nx.DiGraph[Node]", tables: RunTables) -> None:
    listed = tables.listings
    issued = listed[listed["use"] == "receipt"]
    held = listed[listed["use"].isin(["collateral", "base"])]
    claims = held.merge(issued, on="asset", suffixes=("", "_issuer"))
    claims = claims[claims["venue"] != claims["venue_issuer"]]
    kind = {name: node_kind for node_kind, name in graph if node_kind in ("pool", "exchange")}
    for issuer, holder in zip(claims["venue_issuer"], claims["venue"], strict=True):
        if issuer in kind and holder in kind:
            graph.add_edge((kind[issuer], issuer), (kind[holder], holder), kind="claim")


def _add_shared_collateral(graph: "nx.DiGraph[Node]", tables: RunTables) -> None:
    listed = tables.listings
    collateral = listed[(listed["use"] == "collateral") & listed["venue"].isin(tables.pools)]
    shared = collateral[collateral.groupby("asset")["venue"].transform("nunique") > 1]
    _connect(graph, "collateral", "asset", shared["asset"], "pool", shared["venue"])


def _connect(
    graph: "nx.DiGraph[Node]", kind: str, source: str, sources: pd.Series, target: str, targets: pd.Series
) -> None:
    """An edge for each pair of names; a pool that was never opened as one is left out."""
    for first, second in zip(sources, targets, strict=True):
        if target != "pool" or ("pool", second) in graph:
            graph.add_edge((source, first), (target, second), kind=kind)
