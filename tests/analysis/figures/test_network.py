import numpy as np
from matplotlib.colors import to_rgba

from firesale.analysis.figures.layers import MOST_IN_A_COLUMN, layers, most_important
from firesale.analysis.figures.network import network
from firesale.analysis.figures.nodes import areas_of, edges_of
from firesale.analysis.network import protocol_network
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed, BadDebtRealised
from tests.analysis.conftest import RunBuilder


def many_pools(run: RunBuilder, number: int) -> RunBuilder:
    for i in range(number):
        run.pool(f"p{i}", oracle="feed").liquidation(1, f"p{i}", 1.0 + i)
    return run.exchange("uni")


def test_every_protocol_has_its_name_beside_it(run: RunBuilder) -> None:
    run.exchange("uni").pool("aave", oracle="feed").pool("maker", oracle="feed")
    ax = network(run.tables()).axes[0]
    assert {text.get_text() for text in ax.texts} == {"uni", "feed", "aave", "maker", "ETH"}
    assert len(ax.collections) == 5


def test_the_area_of_a_pool_grows_with_its_liquidated_debt(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").pool("calm").liquidation(1, "aave", 50.0).liquidation(1, "maker", 100.0)
    areas = areas_of(protocol_network(run.tables()), "liquidated")
    calm, aave, maker = (areas["pool", name] for name in ("calm", "aave", "maker"))
    assert aave - calm == (maker - calm) / 2


def test_a_pool_without_loss_is_white_and_the_largest_loss_is_darkest(run: RunBuilder) -> None:
    run.pool("aave", "BTC").pool("maker").at(1, BadDebtRealised("maker", 1, "USD", 5.0, 1.0))
    figure = network(run.tables())
    fills = [tuple(np.asarray(node.get_facecolor())[0]) for node in figure.axes[0].collections]
    assert to_rgba("white") in fills
    assert len(set(fills)) == 2
    assert figure.axes[1].get_ylabel() == "bad debt booked (USD)"


def test_the_legend_names_only_what_is_drawn(run: RunBuilder) -> None:
    run.pool("aave").pool("maker", "aUSD").at(0, AssetListed("aave", "aUSD", "receipt", "USD", "", 0.0))
    labels = [text.get_text() for text in network(run.tables()).legends[0].get_texts()]
    assert labels == ["pool (lending or vault)", "receipt token held elsewhere"]


def test_nodes_of_a_kind_stand_in_a_column_at_different_heights(run: RunBuilder) -> None:
    graph = protocol_network(many_pools(run, 20).tables())
    places = layers(graph)
    pools = [place for (kind, _), place in places.items() if kind == "pool"]
    assert len({x for x, _ in pools}) == 1
    assert len({y for _, y in pools}) == 20
    assert {x for x, _ in places.values()} == {0.0, 1.0, 2.0, 3.0}


def test_of_too_many_pools_the_largest_are_drawn_and_the_rest_is_said(run: RunBuilder) -> None:
    tables = many_pools(run, 40).tables()
    graph, left_out = most_important(protocol_network(tables))
    assert left_out == 40 - MOST_IN_A_COLUMN
    assert ("pool", "p39") in graph
    assert ("pool", "p0") not in graph
    assert "16 smaller nodes not drawn" in network(tables).get_suptitle()


def test_edges_are_drawn_one_by_one(run: RunBuilder) -> None:
    tables = many_pools(run, 5).tables()
    assert len(network(tables).axes[0].patches) == len(edges_of(protocol_network(tables)))


def test_an_empty_run_says_so(empty: RunTables) -> None:
    assert [text.get_text() for text in network(empty).axes[0].texts] == ["no venue was opened"]
