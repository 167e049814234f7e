import networkx as nx
import pytest

from firesale.analysis.contagion.exposures.network import exposure_network
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.analysis.tables import RunTables
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, OracleOpened
from tests.analysis.conftest import RunBuilder

FIRST, SECOND, BOOK, FEED, ETH = (
    ("pool", "first"),
    ("pool", "second"),
    ("exchange", "book"),
    ("oracle", "feed"),
    ("asset", "ETH"),
)
LENDER, TRADER = ("role", "lender"), ("role", "leveraged_trader")


def edges(graph: "nx.MultiDiGraph[tuple[str, str]]") -> dict[tuple[tuple[str, str], tuple[str, str], str], float]:
    return {(source, target, its["kind"]): its["value"] for source, target, its in graph.edges(data=True)}


def test_every_way_in_which_distress_could_travel_is_an_edge(opened: State) -> None:
    assert edges(exposure_network(opened)) == pytest.approx(
        {
            (FIRST, SECOND, "claim"): 500.0,
            (FIRST, LENDER, "deposit"): 1000.0,
            (SECOND, LENDER, "deposit"): 800.0,
            (FIRST, TRADER, "equity"): 400.0,
            (SECOND, TRADER, "equity"): 200.0,
            (TRADER, FIRST, "debt"): 600.0,
            (TRADER, SECOND, "debt"): 500.0,
            (ETH, FIRST, "collateral"): 1000.0,
            (ETH, SECOND, "collateral"): 200.0,
            (FIRST, SECOND, "overlap"): 2.0,
            (SECOND, FIRST, "overlap"): 2.0,
            (FIRST, SECOND, "borrowers"): 100.0,
            (SECOND, FIRST, "borrowers"): 100.0,
            (BOOK, FEED, "feed"): 1200.0,
            (FEED, FIRST, "report"): 1000.0,
            (FEED, SECOND, "report"): 200.0,
            (ETH, BOOK, "market"): 1000.0,
        }
    )


def test_nodes_say_what_they_are_and_have(opened: State) -> None:
    graph = exposure_network(opened)
    assert set(graph) == {FIRST, SECOND, BOOK, FEED, ETH, ("asset", "USD"), LENDER, TRADER}
    assert graph.graph["step"] == 0
    assert graph.nodes[SECOND]["capacity"] == 800.0
    assert graph.nodes[SECOND]["positions"] == 2
    assert graph.nodes[BOOK] == {"kind": "exchange", "name": "book", "asset": "ETH", "depth": 1000.0}
    assert graph.nodes[FEED]["rule"] == "push"
    assert graph.nodes[ETH] == {"kind": "asset", "name": "ETH", "price": 100.0, "impact": pytest.approx(1e-5)}
    assert graph.nodes[("asset", "USD")]["impact"] == 0.0
    assert graph.nodes[TRADER]["accounts"] == 2
    assert graph.nodes[TRADER]["equity"] == 600.0


def test_accounts_can_be_kept_by_group_or_one_by_one(opened: State) -> None:
    assert edges(exposure_network(opened, "group"))[("group", "group-4"), FIRST, "debt"] == 600.0
    kept = exposure_network(opened, "account")
    assert edges(kept)[("account", "4"), SECOND, "debt"] == 100.0
    assert ("account", "1") in kept


def test_no_other_way_of_naming_accounts_is_taken(opened: State) -> None:
    with pytest.raises(BadValueError, match="role, group, account"):
        exposure_network(opened, "pool")  # type: ignore[arg-type]


def test_pools_that_read_one_oracle_hang_together_by_it(two_pools: RunBuilder) -> None:
    two_pools.at(0, OracleOpened("other", "twap", "book", "geometric", False))
    two_pools.at(
        0,
        AssetListed("third", "ETH", "collateral", "", "other", 0.8),
        AssetListed("third", "USD", "debt", "", "other", 0.0),
    )
    graph = exposure_network(state_at(two_pools.tables()))
    assert set(graph.successors(FEED)) == {FIRST, SECOND}
    assert set(graph.successors(("oracle", "other"))) == {("pool", "third")}
    assert edges(graph)[("oracle", "other"), ("pool", "third"), "report"] == 0.0
    assert set(graph.successors(BOOK)) == {FEED, ("oracle", "other")}


def test_a_run_without_events_has_an_empty_network(empty: RunTables) -> None:
    assert len(exposure_network(state_at(empty))) == 0
