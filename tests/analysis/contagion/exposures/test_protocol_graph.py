from firesale.analysis.contagion.exposures.network import exposure_network
from firesale.analysis.contagion.exposures.protocol_graph import protocol_graph
from firesale.analysis.contagion.exposures.state import State

FIRST, SECOND = ("pool", "first"), ("pool", "second")


def test_accounts_and_assets_are_left_out_and_parallel_edges_added_up(opened: State) -> None:
    graph = protocol_graph(exposure_network(opened))
    assert set(graph) == {FIRST, SECOND, ("exchange", "book"), ("oracle", "feed")}
    assert graph.edges[FIRST, SECOND]["value"] == 602.0
    assert graph.edges[SECOND, FIRST]["value"] == 102.0
    assert graph.number_of_edges() == 5


def test_one_kind_of_edge_can_be_asked_for(opened: State) -> None:
    graph = protocol_graph(exposure_network(opened), ["claim"])
    assert list(graph.edges(data="value")) == [(FIRST, SECOND, 500.0)]
