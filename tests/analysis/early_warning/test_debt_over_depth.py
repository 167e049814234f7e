import math

from firesale.analysis.early_warning.debt_over_depth import DebtOverDepth
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import exchange_at, pool_at


def test_the_last_debt_of_all_pools_is_set_against_the_last_depth(run: RunBuilder) -> None:
    run.exchange("book")
    exchange_at(run, 0, 100.0, depth=10.0)
    pool_at(pool_at(run, 0, "a", 999.0), 0, "b", 100.0)
    exchange_at(pool_at(run, 1, "a", 300.0), 1, 100.0, depth=50.0)
    assert DebtOverDepth().value(run.tables(), 1) == 8.0


def test_depth_in_another_coin_counts_at_its_fundamental_price(run: RunBuilder) -> None:
    run.exchange("book", base="ETH", quote="BTC").price("BTC", [20.0])
    exchange_at(pool_at(run, 0, "a", 400.0), 0, 5.0, depth=10.0)
    assert DebtOverDepth().value(run.tables(), 0) == 2.0


def test_without_an_exchange_it_is_not_known(run: RunBuilder) -> None:
    assert math.isnan(DebtOverDepth().value(pool_at(run, 0, "a", 400.0).tables(), 0))
