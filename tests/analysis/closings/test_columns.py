from firesale.analysis.closings.columns import EXTRA, closed, none_closed
from firesale.analysis.columns import columns
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written


def test_a_table_of_closings_has_the_columns_of_liquidations_and_five_more(written: Written) -> None:
    found = none_closed(written.tables())
    assert list(found.columns) == [*columns(Liquidated), *EXTRA]
    assert len(found) == 0


def test_what_is_not_said_is_nothing(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0).liquidate("p", 1)
    found = closed(written.tables().table(Liquidated), by="Liquidated").iloc[0]
    assert found[["protocol_fee", "received", "left", "returned", "lot", "by"]].tolist() == [
        0,
        0,
        0,
        0,
        -1,
        "Liquidated",
    ]
