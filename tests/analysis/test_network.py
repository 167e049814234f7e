from firesale.analysis.figures.nodes import edges_of
from firesale.analysis.network import protocol_network
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed, BadDebtRealised, OracleOpened, PositionsRecorded
from tests.analysis.conftest import RunBuilder


def test_prices_go_from_exchange_to_oracle_to_pool(run: RunBuilder) -> None:
    run.exchange("uni").pool("aave", oracle="feed").at(1, OracleOpened("feed", "push", "uni", "point", False))
    edges = edges_of(protocol_network(run.tables()))
    assert set(edges) == {
        (("exchange", "uni"), ("oracle", "feed"), "price"),
        (("oracle", "feed"), ("pool", "aave"), "price"),
    }


def test_without_an_oracle_the_exchange_prices_the_pool(run: RunBuilder) -> None:
    edges = edges_of(protocol_network(run.exchange("uni").pool("aave").tables()))
    assert edges == [(("exchange", "uni"), ("pool", "aave"), "price")]


def test_a_receipt_token_as_collateral_is_a_claim_on_its_issuer(run: RunBuilder) -> None:
    run.pool("aave").pool("maker", collateral="aUSD").at(0, AssetListed("aave", "aUSD", "receipt", "USD", "", 0.0))
    edges = edges_of(protocol_network(run.tables()))
    assert edges == [(("pool", "aave"), ("pool", "maker"), "claim")]


def test_collateral_of_two_pools_ties_them(run: RunBuilder) -> None:
    graph = protocol_network(run.pool("aave").pool("maker").pool("other", collateral="BTC").tables())
    assert set(graph.successors(("asset", "ETH"))) == {("pool", "aave"), ("pool", "maker")}
    assert ("asset", "BTC") not in graph


def test_pools_carry_their_distress(run: RunBuilder) -> None:
    run.pool("aave").liquidation(1, "aave", 30.0).at(2, BadDebtRealised("aave", 1, "USD", 5.0, 1.0))
    run.at(3, PositionsRecorded("aave", 1, 0, 9.0, 7.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    pool = protocol_network(run.tables()).nodes[("pool", "aave")]
    assert (pool["liquidated"], pool["loss"], pool["debt"]) == (30.0, 5.0, 7.0)


def test_an_empty_run_has_no_network(empty: RunTables) -> None:
    assert len(protocol_network(empty)) == 0
