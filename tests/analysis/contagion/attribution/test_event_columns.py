import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.event_columns import EventColumns, names_in, phase_of_round
from firesale.market.events import InterestAccrued, Liquidated, PriceReported, Swapped
from tests.analysis.contagion.conftest import Written


def test_names_are_places_in_any_list() -> None:
    names = names_in(pd.Series(["b", "a", "b", "c"]))
    assert names.places(["a", "b"]).tolist() == [1, 0, 1, -1]
    assert names.are("b").tolist() == [True, False, True, False]
    assert names.among(["a", "c"]).tolist() == [False, True, False, True]
    assert names.at(np.array([3, 1])).places(["a", "c"]).tolist() == [1, 0]


def test_a_name_that_never_occurs_is_nowhere() -> None:
    assert names_in(pd.Series(["b"])).are("a").tolist() == [False]
    assert names_in(pd.Series([], dtype="str")).places(["a"]).tolist() == []


def test_rows_are_found_by_two_names(written: Written) -> None:
    written.oracle("x", name="one").oracle("x", name="two").report(99.0, name="one")
    rows = EventColumns(written.tables()).rows_by(PriceReported, "oracle", "asset")
    assert {names: found.tolist() for names, found in rows.items()} == {
        ("one", "USD"): [0],
        ("one", "ETH"): [1, 4],
        ("two", "USD"): [2],
        ("two", "ETH"): [3],
    }


def test_of_a_kind_that_never_was_there_are_no_rows(written: Written) -> None:
    events = EventColumns(written.tables())
    assert events.count(Liquidated) == 0
    assert events.rows_by(Liquidated, "venue", "debt") == {}


def test_rows_of_one_event_are_numbered(written: Written) -> None:
    pair = np.array([1.0, 2.0])
    written.add(Swapped("x", np.array([5, 6]), "ETH", "USD", pair, pair, pair, pair, pair, "noise"))
    written.add(Swapped("x", 7, "ETH", "USD", 1.0, 1.0, 0.0, 1.0, 1.0, "noise"))
    assert EventColumns(written.tables()).row_in_event(Swapped).tolist() == [0, 1, 0]


def test_what_changes_in_one_round_has_one_phase(written: Written) -> None:
    written.oracle("x").step(1).add(InterestAccrued("p", "USD", 1.0, 1.1, 1.1)).report(90.0)
    written.round(1).report(80.0)
    events = EventColumns(written.tables())
    (interest,) = phase_of_round(events, InterestAccrued, np.array([0]))
    first, second = phase_of_round(events, PriceReported, np.array([2, 3]))
    assert first == interest
    assert second != first
