import numpy as np

from firesale.market.oracles.quotes import Quotes
from tests.market.oracles.by_hand import observed

QUOTES = Quotes(np.array([1.0, 100.0, 50.0]), {"a": (1, 90.0), "b": (1, 96.0), "c": (1, 99.0), "d": (2, 49.0)})


def test_what_no_source_trades_is_read_at_its_fundamental_price() -> None:
    assert QUOTES.read(()).tolist() == [1.0, 100.0, 50.0]
    assert QUOTES.read(("d",)).tolist() == [1.0, 100.0, 49.0]


def test_of_several_sources_the_median_is_read() -> None:
    assert QUOTES.read(("c", "a", "b")).tolist() == [1.0, 96.0, 50.0]
    assert QUOTES.read(("a", "b")).tolist() == [1.0, 93.0, 50.0]


def test_reading_changes_nothing() -> None:
    QUOTES.read(("a", "d"))
    assert QUOTES.fundamental.tolist() == [1.0, 100.0, 50.0]


def test_each_source_shows_what_it_trades() -> None:
    shown = QUOTES.each(("a", "d"), 3)
    assert np.array_equal(shown, [[np.nan, 90.0, np.nan], [np.nan, np.nan, 49.0]], equal_nan=True)


def test_an_observation_at_other_exchanges_has_its_time_and_moment() -> None:
    seen = observed(60.0, 100.0, moment=7, a=90.0, b=80.0)
    other = seen.of(("a",)).of(("b",))
    assert (other.time, other.moment, other.prices.tolist()) == (60.0, 7, [1.0, 80.0, 100.0])
    assert seen.of(()) is seen
