import numpy as np
import pandas as pd
import pytest

from firesale.analysis.columns import columns
from firesale.analysis.tables import RunTables
from firesale.market.errors import BadValueError
from firesale.market.events import Event, Liquidated, PlanConsidered, PriceMoved, Swapped
from tests.analysis.conftest import RunBuilder

EVENTS = Event.__subclasses__()


@pytest.mark.parametrize("event", EVENTS)
def test_a_missing_kind_is_an_empty_table_with_typed_columns(event: type[Event], empty: RunTables) -> None:
    table = empty.table(event)
    assert list(table.columns) == list(columns(event))
    assert table.empty
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns(event)


def test_columns_start_with_the_clock_and_know_their_types() -> None:
    assert list(columns(Liquidated))[:4] == ["step", "round", "time", "sequence"]
    found = columns(Liquidated)
    assert (found["borrower"], found["repaid"], found["venue"]) == ("int64", "float64", "str")
    assert columns(PlanConsidered)["made"] == "bool"


def test_rows_come_in_order_of_execution(run: RunBuilder) -> None:
    tables = run.price("ETH", [1.0, 2.0, 3.0]).tables()
    shuffled = RunTables({"PriceMoved": tables.events["PriceMoved"].iloc[::-1]}, "USD", 60.0)
    assert shuffled.table(PriceMoved)["price"].tolist() == [1.0, 2.0, 3.0]


def test_a_dictionary_column_becomes_plain_strings(run: RunBuilder) -> None:
    frame = run.price("ETH", [1.0]).tables().events["PriceMoved"]
    stored = RunTables({"PriceMoved": frame.astype({"asset": "category"})}, "USD", 60.0)
    assert stored.table(PriceMoved)["asset"].dtype == "str"


def test_a_table_without_a_column_is_refused(run: RunBuilder) -> None:
    frame = run.price("ETH", [1.0]).tables().events["PriceMoved"].drop(columns="price")
    with pytest.raises(BadValueError, match=r"events.PriceMoved: .*\['price'\]"):
        RunTables({"PriceMoved": frame}, "USD", 60.0).table(PriceMoved)


def test_the_fundamental_price_is_the_last_one_known_at_the_step(run: RunBuilder) -> None:
    run.price("ETH", [100.0, 90.0]).at(5, PriceMoved("ETH", 50.0))
    assets = pd.Series(["ETH", "ETH", "ETH", "ETH", "USD", "XYZ"])
    found = run.tables().fundamental(assets, pd.Series([0, 1, 4, 9, 3, 3]))
    np.testing.assert_array_equal(found, [100.0, 90.0, 90.0, 50.0, 1.0, np.nan])


def test_without_prices_only_the_numeraire_has_one(empty: RunTables) -> None:
    found = empty.fundamental(pd.Series(["USD", "ETH"]), pd.Series([3, 3]))
    np.testing.assert_array_equal(found, [1.0, np.nan])


def test_no_row_asks_for_no_price(empty: RunTables) -> None:
    swaps = empty.table(Swapped)
    assert empty.fundamental(swaps["asset_in"], swaps["step"]).shape == (0,)


def test_venues_come_by_kind_and_by_use(run: RunBuilder) -> None:
    tables = run.pool("maker").exchange("uni").pool("aave").tables()
    assert tables.venues() == ["maker", "uni", "aave"]
    assert tables.venues("lending_pool") == ["maker", "aave"]
    assert (tables.pools, tables.exchanges) == (["maker", "aave"], ["uni"])


def test_accounts_have_group_role_and_strategy(run: RunBuilder) -> None:
    tables = run.account(3, "lender", "small").account(5, "liquidator").tables()
    assert list(tables.accounts.loc[3]) == ["small", "lender", "any"]
    assert tables.accounts_of("liquidator").tolist() == [5]


def test_the_run_ends_with_its_last_event(run: RunBuilder, empty: RunTables) -> None:
    tables = run.price("ETH", [1.0]).liquidation(7, "aave", 1.0).tables()
    assert (tables.end, tables.length) == ((7, 420.0), 480.0)
    assert empty.end == (0, 0.0)
