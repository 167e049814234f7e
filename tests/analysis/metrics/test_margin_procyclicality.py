from firesale.analysis.metrics.margin_procyclicality import MarginProcyclicality
from firesale.market.events import AssetListed
from tests.analysis.conftest import RunBuilder


def listed(venue: str, *thresholds: float) -> list[AssetListed]:
    return [AssetListed(venue, "ETH", "collateral", "", "feed", threshold) for threshold in thresholds]


def measured(run: RunBuilder, *events: AssetListed) -> dict[str, float]:
    tables = run.at(1, *events).tables()
    return {name: round(value, 12) for name, value in MarginProcyclicality().measure(tables).items()}


def test_it_is_the_largest_rise_from_a_low_to_a_later_high(run: RunBuilder) -> None:
    """Haircuts 0.2, 0.1, 0.3, 0.25: from 0.1 to 0.3; the fall from 0.5 to 0.3 of the other pool is none."""
    events = listed("a", 0.8, 0.9, 0.7, 0.75) + listed("b", 0.5, 0.7)
    assert measured(run, *events) == {"largest_rise": 0.2, "high_over_low": 3.0}


def test_thresholds_that_stand_still_do_not_rise(run: RunBuilder) -> None:
    assert measured(run, *listed("a", 0.8)) == {"largest_rise": 0.0, "high_over_low": 1.0}
