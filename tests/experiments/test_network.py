"""Protocols from a graph: the graph is the one asked for, and the pools are joined as it says."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from firesale.experiments.network import edges, expand
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.errors import BadValueError
from firesale.market.streams import Streams
from tests.experiments.small import small, small_run, small_tables

KINDS = ["none", "ring", "complete", "star", "core_periphery", "random", "scale_free"]
NETWORK = {
    "kind": "ring",
    "pools": 5,
    "assets": ["ETH", "BTC"],
    "debt": "USD",
    "oracle": "feed",
    "exchange": "book",
    "borrowers": 2,
    "lenders": 1,
    "leveraged_lenders": 1,
    "core": 2,
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def graph(kind: str, pools: int = 12, degree: float = 2.0, core: int = 3, seed: int = 1) -> list[tuple[int, int]]:
    """The edges of a graph."""
    return edges(kind, pools, degree, core, Streams(seed))


def degrees(links: list[tuple[int, int]], pools: int) -> list[int]:
    """How many edges each pool has."""
    count = Counter(pool for link in links for pool in link)
    return [count[pool] for pool in range(pools)]


def connected(links: list[tuple[int, int]], pools: int) -> bool:
    """True if every pool is reached from the first."""
    reached = {0}
    for _ in range(pools):
        reached |= {pool for link in links if set(link) & reached for pool in link}
    return len(reached) == pools


def expanded(**changes: Any) -> dict[str, Any]:
    """The tables that a network becomes."""
    return expand(small_tables() | {"network": NETWORK | changes})


def neighbours(tables: dict[str, Any]) -> set[tuple[int, int]]:
    """The edges, read off the collateral of the pools."""
    found = set()
    for i in range(5):
        for asset in tables["venues"][f"pool{i}"]["collateral"]:
            if ":" in asset:
                found.add((i, int(asset.partition(":")[0].removeprefix("pool"))))
    return found


# --- graphs -----------------------------------------------------------------------------------------------------------


@every_kind
def test_an_edge_joins_two_pools_that_exist_once(kind: str) -> None:
    links = graph(kind)
    assert all(0 <= one < other < 12 for one, other in links)
    assert len(set(links)) == len(links)
    assert links == sorted(links)


def test_nothing_is_joined_to_nothing() -> None:
    assert graph("none") == []


def test_in_a_complete_graph_everybody_is_joined_to_everybody() -> None:
    assert degrees(graph("complete"), 12) == [11] * 12


def test_in_a_star_the_first_pool_is_joined_to_all_others() -> None:
    assert graph("star") == [(0, pool) for pool in range(1, 12)]


@pytest.mark.parametrize("degree", [2, 4, 6, 10])
def test_in_a_ring_every_pool_has_the_degree(degree: int) -> None:
    links = graph("ring", degree=degree)
    assert degrees(links, 12) == [degree] * 12
    assert connected(links, 12)


@pytest.mark.parametrize("core", [1, 3, 5, 12])
def test_a_core_is_complete_and_each_other_pool_hangs_on_one_of_it(core: int) -> None:
    links = graph("core_periphery", core=core)
    inside = [link for link in links if max(link) < core]
    assert len(inside) == core * (core - 1) // 2
    assert [link for link in links if link not in inside] == sorted((pool % core, pool) for pool in range(core, 12))
    assert connected(links, 12)


@pytest.mark.parametrize("degree", [1.0, 4.0, 7.5])
def test_a_random_graph_has_the_degree_on_average(degree: float) -> None:
    means = [np.mean(degrees(graph("random", 40, degree, seed=seed), 40)) for seed in range(60)]
    assert np.mean(means) == pytest.approx(degree, rel=0.05)


def test_a_random_graph_of_the_largest_degree_is_complete() -> None:
    assert graph("random", degree=11.0) == graph("complete")


@pytest.mark.parametrize(("degree", "attached"), [(0.5, 1), (2.0, 1), (4.0, 2), (6.0, 3)])
def test_in_a_scale_free_graph_each_new_pool_brings_half_the_degree(degree: float, attached: int) -> None:
    links = graph("scale_free", 60, degree)
    assert len(links) == attached * (60 - attached)
    assert connected(links, 60)


def test_a_scale_free_graph_has_hubs() -> None:
    largest = [max(degrees(graph("scale_free", 60, 2.0, seed=seed), 60)) for seed in range(20)]
    assert np.mean(largest) > 8


@every_kind
def test_the_same_seed_gives_the_same_graph(kind: str) -> None:
    assert graph(kind, seed=3) == graph(kind, seed=3)


@pytest.mark.parametrize("kind", ["random", "scale_free"])
def test_another_seed_gives_another_graph(kind: str) -> None:
    assert len({tuple(graph(kind, seed=seed)) for seed in range(5)}) > 1


# --- pools ------------------------------------------------------------------------------------------------------------


@every_kind
def test_a_network_of_every_kind_validates_and_runs(kind: str) -> None:
    result = small_run({"network": NETWORK | {"kind": kind}, "time.steps": 3})
    assert {f"pool{i}" for i in range(5)} <= set(result.tables.pools)
    result.model.market.audit()


@every_kind
def test_pools_take_the_receipts_of_their_neighbours_and_of_nobody_else(kind: str) -> None:
    links = edges(kind, 5, 2.0, 2, Streams(5))
    assert neighbours(expanded(kind=kind)) == {*links, *((other, one) for one, other in links)}


def test_every_edge_has_leveraged_lenders_in_both_directions() -> None:
    tables = expanded(kind="star", leveraged_lenders=3)
    on = {name: group for name, group in tables["agents"].items() if "-on-" in name}
    assert set(on) == {name for i in range(1, 5) for name in (f"pool0-on-pool{i}", f"pool{i}-on-pool0")}
    assert on["pool2-on-pool0"]["count"] == 3
    assert on["pool2-on-pool0"]["positions"][0]["pool"] == "pool2"
    assert on["pool2-on-pool0"]["positions"][0]["collateral"] == "pool0:USD"


def test_every_pool_has_its_lenders_borrowers_and_one_liquidator() -> None:
    agents = expanded(borrowers=7, lenders=2)["agents"]
    for i in range(5):
        own = ("ETH", "BTC")[i % 2]
        assert (agents[f"pool{i}-lenders"]["count"], agents[f"pool{i}-{own}-borrowers"]["count"]) == (2, 7)
        assert agents[f"pool{i}-{own}-liquidator"]["endowment"] == {"USD": 1_000_000.0}


def test_borrowers_and_liquidators_are_spread_over_the_assets_that_a_pool_takes() -> None:
    agents = expanded(borrowers=7, overlap=1.0)["agents"]
    assert [agents[f"pool1-{asset}-borrowers"]["count"] for asset in ("BTC", "ETH")] == [4, 3]
    assert agents["pool1-ETH-liquidator"]["endowment"] == {"USD": 500_000.0}


def test_collateral_is_sold_where_it_is_traded() -> None:
    tables = small_tables() | {"network": NETWORK}
    tables["venues"]["coins"] = {"kind": "order_book", "base": "BTC", "quote": "USD", "depth": 20_000.0}
    agents = expand(tables)["agents"]
    assert agents["pool0-ETH-liquidator"]["strategy"]["exchange"] == "book"
    assert agents["pool1-BTC-liquidator"]["strategy"]["exchange"] == "coins"
    assert agents["pool1-BTC-borrowers"]["strategy"]["exchange"] == "coins"


def test_groups_of_nobody_are_left_out() -> None:
    agents = expanded(borrowers=0, leveraged_lenders=0)["agents"]
    assert not [name for name in agents if name.endswith("-borrowers") or "-on-" in name]


def test_base_assets_are_taken_in_turn() -> None:
    venues = expanded(kind="none")["venues"]
    assert [venues[f"pool{i}"]["collateral"] for i in range(5)] == [["ETH"], ["BTC"], ["ETH"], ["BTC"], ["ETH"]]


def test_with_full_overlap_every_pool_takes_every_asset_its_own_first() -> None:
    venues = expanded(kind="none", overlap=1.0)["venues"]
    assert [venues[f"pool{i}"]["collateral"] for i in range(3)] == [["ETH", "BTC"], ["BTC", "ETH"], ["ETH", "BTC"]]


def test_overlap_is_the_share_of_other_assets_that_a_pool_takes() -> None:
    venues = expanded(kind="none", overlap=0.3, pools=1000)["venues"]
    taken = [len(venues[f"pool{i}"]["collateral"]) - 1 for i in range(1000)]
    assert np.mean(taken) == pytest.approx(0.3, abs=0.05)


def test_receipts_have_limits_of_their_own() -> None:
    margin = expanded(receipt_loan_to_value=0.91, receipt_liquidation_threshold=0.92)["venues"]["pool0"]["margin"]
    assert margin["loan_to_value"] == {"ETH": 0.75, "pool1:USD": 0.91, "pool4:USD": 0.91}
    assert margin["liquidation_threshold"] == {"ETH": 0.8, "pool1:USD": 0.92, "pool4:USD": 0.92}


def test_rates_backstops_and_distributions_reach_the_pools_as_they_are_written() -> None:
    rates, drawn = {"kind": "constant", "rate": 0.07}, {"distribution": "uniform", "low": 1.2, "high": 1.3}
    changes = {"rates": rates, "backstops": [{"kind": "reserves", "share": 0.5}], "health_factor": drawn}
    form = small({"network": NETWORK | changes}).form
    assert form.venues["pool3"].rates.rate == 0.07
    assert form.venues["pool3"].backstops[0].share == 0.5
    assert form.agents["pool3-BTC-borrowers"].positions[0].health_factor.low == 1.2


def test_the_graph_is_drawn_from_the_seed_of_the_scenario_not_of_the_run() -> None:
    scenario = small({"network": NETWORK | {"kind": "random"}, "time.steps": 1})
    one, other = run(scenario, 1), run(scenario, 2)
    assert one.tables.listings.equals(other.tables.listings)


def test_another_seed_of_the_scenario_draws_another_graph() -> None:
    tables = small_tables() | {"network": NETWORK | {"kind": "random"}}
    assert len({frozenset(neighbours(expand(tables | {"seed": seed}))) for seed in range(6)}) > 1


def test_tables_without_a_network_stay_as_they_are() -> None:
    tables = small_tables()
    assert expand(tables) is tables


def test_expanding_changes_nothing_of_what_was_given() -> None:
    tables = small_tables() | {"network": NETWORK}
    names = {key: list(tables[key]) for key in ("venues", "agents")}
    expand(tables)
    assert {key: list(tables[key]) for key in ("venues", "agents")} == names


def test_a_pool_without_lenders_cannot_lend_and_says_so() -> None:
    with pytest.raises(BadValueError, match="USD borrowed'; allowed: at most what pool0 has: "):
        small_run({"network": NETWORK | {"lenders": 0}})


def test_one_key_of_the_shipped_network_changes_the_graph() -> None:
    kinds = {
        kind: len(Scenario.load("core_periphery", {"network.kind": kind}).form.agents)
        for kind in ("none", "star", "complete")
    }
    assert kinds["none"] < kinds["star"] < kinds["complete"]
