import pandas as pd

from firesale.analysis.contagion.figures.pool_colours import MOST_POOLS, OTHERS
from firesale.analysis.contagion.replay_network import replay_network
from firesale.analysis.figures.layers import MOST_IN_A_COLUMN
from firesale.market.events import AssetListed
from tests.analysis.conftest import RunBuilder


def debts(count: int) -> "pd.Series[float]":
    return pd.Series({f"p{i}": float(i) for i in range(count)}, dtype="float64")


def test_nodes_of_a_kind_share_a_row_evenly(run: RunBuilder) -> None:
    for i in range(4):
        run.pool(f"p{i}", f"C{i}")
    network = replay_network(run.exchange("uni", "BTC").tables(), debts(4))
    assert [network.places["pool", f"p{i}"] for i in range(4)] == [
        (0.125, 2.0),
        (0.375, 2.0),
        (0.625, 2.0),
        (0.875, 2.0),
    ]
    assert network.places["exchange", "uni"] == (0.5, 0.0)


def test_claims_join_pools_and_shared_collateral_is_no_node(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").at(0, AssetListed("aave", "aUSD", "receipt", "USD", "", 0.0))
    network = replay_network(run.at(0, AssetListed("maker", "aUSD", "collateral", "", "", 0.8)).tables(), debts(0))
    assert {kind for kind, _ in network.nodes} == {"pool"}
    assert network.edges == [(network.number("pool", "aave"), network.number("pool", "maker"), "claim")]


def test_of_many_pools_the_small_ones_share_one_line_and_the_smallest_are_no_nodes(run: RunBuilder) -> None:
    for i in range(40):
        run.pool(f"p{i}", f"C{i}").liquidation(1, f"p{i}", 1.0 + i)
    network = replay_network(run.tables(), debts(40))
    assert len(network.nodes) == MOST_IN_A_COLUMN
    assert network.pools[-1] == OTHERS
    assert [name for name, _ in network.series_names] == [*(f"p{i}" for i in range(40 - MOST_POOLS, 40)), OTHERS]
    assert network.pool_numbers(pd.Series(["p0", "p39"])).tolist() == [
        len(network.pools) - 1,
        network.pools.index("p39"),
    ]
    assert network.series[network.pools.index("p39")] == MOST_POOLS - 1
    assert network.series[-1] == MOST_POOLS


def test_a_pool_that_was_never_opened_is_counted_with_the_others(run: RunBuilder) -> None:
    network = replay_network(run.pool("aave").tables(), pd.Series({"ghost": 5.0}))
    assert network.pools == ["aave", OTHERS]
    assert network.pool_numbers(pd.Series(["ghost"])).tolist() == [1]
