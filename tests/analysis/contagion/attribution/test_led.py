import math

import numpy as np
import pytest

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.led import Lead, Led
from firesale.analysis.contagion.attribution.live_prices import levels_of
from firesale.market.events import AssetListed, Swapped
from tests.analysis.contagion.attribution.test_components import components
from tests.analysis.contagion.conftest import Written, near

COMPONENTS = np.array([-0.06, -0.04])


def bands(run: Written, *sources: str) -> Written:
    """A venue of bands whose oracle reads these exchanges."""
    run.oracle(*sources).exchange("bands", "bands")
    return run.add(AssetListed("bands", "ETH", "collateral", "", "feed", 0.94))


def traded(run: Written, before: float, move: float) -> Written:
    """A trade on the bands, whose price is where it is without one."""
    return run.add(Swapped("bands", 5, "ETH", "USD", 1.0, 1.0, 0.0, before, before * math.exp(move), "noise"))


def lead(*reported: float) -> Lead:
    """Reports, as prices."""
    return Lead(Led(0, (1,), "ETH", False, np.arange(len(reported)), np.log(reported)), 2)


def test_venues_of_bands_are_led_by_what_their_oracle_reads(written: Written) -> None:
    bands(written.book("book").exchange("amm"), "book", "bands").report(90.0)
    (found,) = levels_of(EventColumns(written.tables())).exchanges.led
    assert (found.place, found.leaders, found.base, found.live) == (2, (0,), "ETH", False)
    near(np.exp(found.reported), [100.0, 90.0])


def test_a_report_brings_what_its_exchanges_were_moved_by() -> None:
    led = lead(100.0, 100.0 * math.exp(-0.1))
    near(led.report(np.zeros(2), math.log(100.0)), np.zeros(2))
    near(led.report(COMPONENTS, math.log(100.0) - 0.1), COMPONENTS)


def test_a_report_that_lags_behind_brings_a_part() -> None:
    """An average that has come a quarter of the way, then the rest of it."""
    led = lead(100.0, 100.0 * math.exp(-0.025), 100.0 * math.exp(-0.1))
    led.report(np.zeros(2), math.log(100.0))
    near(led.report(COMPONENTS, math.log(100.0) - 0.1), 0.25 * COMPONENTS)
    near(led.report(COMPONENTS, math.log(100.0) - 0.1), 0.75 * COMPONENTS)


def test_bands_take_over_what_is_reported_and_the_rest_of_their_move_is_soft_liquidation(written: Written) -> None:
    """Reported are -0.06 of the fundamental and -0.04 of a trade; the price of the bands falls by 0.3 before anybody trades there."""
    bands(written.book("book"), "book").step(1, 100.0 * math.exp(-0.06)).swap("book", 5, -0.04, "noise")
    written.report(100.0 * math.exp(-0.1))
    (found,) = components(traded(written, 100.0 * math.exp(-0.3), -0.01))
    assert found["bands"] == pytest.approx(
        {
            ("common shock", "", "ETH"): -0.06,
            ("trading", "book", ""): -0.04,
            ("soft liquidation", "bands", ""): -0.2,
            ("trading", "bands", ""): -0.01,
        }
    )


def test_bands_of_an_oracle_without_exchanges_follow_the_fundamental(written: Written) -> None:
    bands(written).step(1, 90.0).report(90.0)
    (found,) = components(traded(written, 81.0, -0.01))
    assert found["bands"] == pytest.approx(
        {
            ("common shock", "", "ETH"): math.log(0.9),
            ("soft liquidation", "bands", ""): math.log(0.9),
            ("trading", "bands", ""): -0.01,
        }
    )


def test_of_several_exchanges_bands_take_over_the_mean(written: Written) -> None:
    bands(written.book("one").book("two"), "one", "two").step(1).swap("one", 5, -0.06, "noise")
    written.swap("two", 5, -0.02, "deleverage").report(100.0 * math.exp(-0.04))
    (found,) = components(traded(written, 100.0 * math.exp(-0.04), -0.01))
    assert {key: value for key, value in found["bands"].items() if abs(value) > 1e-12} == pytest.approx(
        {("trading", "one", ""): -0.03, ("deleveraging", "two", ""): -0.01, ("trading", "bands", ""): -0.01}
    )
