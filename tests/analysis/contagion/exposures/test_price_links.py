from firesale.analysis.contagion.exposures.price_links import fed, told
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.events import AssetListed, Borrowed, CollateralPosted, OracleOpened, PriceReported
from tests.analysis.conftest import RunBuilder


def test_a_pool_depends_on_an_oracle_with_all_that_it_values_by_it_but_the_numeraire(opened: State) -> None:
    assert told(opened).to_dict("records") == [
        {"source": "feed", "target": "first", "value": 1000.0},
        {"source": "feed", "target": "second", "value": 200.0},
    ]


def test_debt_in_another_asset_depends_on_the_oracle_too(run: RunBuilder) -> None:
    run.pool("short", "USD", "ETH", "feed").price("ETH", [100.0]).at(0, PriceReported("feed", "ETH", 100.0, 0, 0.0))
    run.at(0, CollateralPosted("short", 1, "USD", 500.0, "opening"), Borrowed("short", 1, "ETH", 3.0, "opening"))
    assert told(state_at(run.tables()))["value"].tolist() == [300.0]


def test_an_exchange_feeds_an_oracle_with_what_it_trades(two_pools: RunBuilder) -> None:
    two_pools.exchange("other", "BTC").at(0, OracleOpened("feed", "push", "other", "point", False))
    two_pools.at(0, AssetListed("second", "BTC", "collateral", "", "feed", 0.8))
    two_pools.at(0, PriceReported("feed", "BTC", 1000.0, 0, 0.0), CollateralPosted("second", 4, "BTC", 0.5, "opening"))
    assert fed(state_at(two_pools.tables())).set_index(["source", "target"])["value"].to_dict() == {
        ("book", "feed"): 1200.0,
        ("other", "feed"): 500.0,
    }


def test_an_oracle_without_a_source_is_fed_by_nobody(run: RunBuilder) -> None:
    run.pool("pool", oracle="fair").at(0, OracleOpened("fair", "spot", "", "point", True))
    state = state_at(run.tables())
    assert fed(state).empty
    assert told(state)["source"].tolist() == ["fair"]
