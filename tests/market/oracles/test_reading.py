import pytest

from firesale.market.errors import BadValueError
from firesale.market.oracles.delayed import Delayed
from firesale.market.oracles.median import Median
from firesale.market.oracles.push import Push
from firesale.market.oracles.reading import exchanges_read, without_sources
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.stale_fallback import StaleFallback

NESTED = Delayed(
    Median((Spot(sources=("a",)), Push(), StaleFallback(Spot(), Spot(sources=("a", "c"))))), sources=("b",)
)


def test_sources_are_passed_down_to_whoever_names_none() -> None:
    assert exchanges_read(NESTED) == ("a", "b", "c")
    assert exchanges_read(Delayed(Spot()), ("x",)) == ("x",)
    assert exchanges_read(Delayed(Spot())) == ()


def test_sources_that_nobody_would_read_are_refused() -> None:
    for inside in (Spot(sources=("a",)), Delayed(Spot(sources=("a",))), Delayed(Spot(), sources=("a",))):
        with pytest.raises(BadValueError, match=r"Delayed.sources: received \['b'\]"):
            Delayed(inside, sources=("b",))


def test_without_sources_only_fundamental_prices_are_read_and_the_rules_stay() -> None:
    bare = without_sources(NESTED)
    assert exchanges_read(bare) == ()
    assert bare == Delayed(Median((Spot(), Push(), StaleFallback(Spot(), Spot()))))
