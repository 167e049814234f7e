from firesale.analysis.metrics.bad_debt import BadDebt
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised, PositionsRecorded, ReserveRecorded
from tests.analysis.conftest import RunBuilder


def positions(pool: str, shortfall: float) -> PositionsRecorded:
    return PositionsRecorded(pool, 2, 1, 100.0, 80.0, shortfall, 0.9, 1.0, 1.1, 1.2, 1.3)


def reserve(pool: str, deficit: float, price: float) -> ReserveRecorded:
    return ReserveRecorded(pool, "USD", 0.0, 0.0, 0.0, deficit, 0.0, 0.0, price)


def test_debt_is_valued_at_the_price_of_the_write_off(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").pool("calm")
    run.at(1, BadDebtRealised("aave", 1, "USD", 10.0, 1.0), BadDebtRealised("maker", 2, "ETH", 2.0, 50.0))
    run.at(2, BadDebtRealised("aave", 3, "USD", 5.0, 1.0))
    found = BadDebt().measure(run.tables())
    assert found == {
        "realised": 115.0,
        "shortfall": 0.0,
        "uncovered": 0.0,
        "pool.aave": 15.0,
        "pool.maker": 100.0,
        "pool.calm": 0.0,
    }


def test_shortfall_and_deficit_are_those_of_the_last_record_of_each_pool(run: RunBuilder) -> None:
    run.at(1, positions("aave", 70.0), reserve("aave", 9.0, 1.0), positions("maker", 4.0))
    run.at(2, positions("aave", 30.0), reserve("aave", 3.0, 2.0))
    found = BadDebt().measure(run.tables())
    assert (found["shortfall"], found["uncovered"]) == (34.0, 6.0)


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert BadDebt().measure(empty) == {"realised": 0.0, "shortfall": 0.0, "uncovered": 0.0}
