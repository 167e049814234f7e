import numpy as np
import pytest

from firesale.analysis.figures.health import MOST_PANELS, health
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionsRecorded
from tests.analysis.conftest import RunBuilder


def positions(pool: str, median: float, highest: float = 3.0, number: int = 5) -> PositionsRecorded:
    spread = (median - 0.4, median - 0.2, median, median + 0.2, highest)
    return PositionsRecorded(pool, number, 0, 100.0, 50.0, 0.0, *spread)


def test_the_median_is_a_line_and_the_quantiles_are_bands(run: RunBuilder) -> None:
    (ax,) = health(run.at(0, positions("aave", 1.5)).at(1, positions("aave", 1.2)).tables()).axes
    assert np.asarray(ax.lines[0].get_ydata()).tolist() == [1.5, 1.2]
    wide, narrow = (np.asarray(band.get_paths()[0].vertices)[:, 1] for band in ax.collections)
    assert (wide.min(), wide.max(), narrow.min(), narrow.max()) == pytest.approx((0.8, 3.0, 1.0, 1.7))


def test_the_threshold_is_a_line_at_one(run: RunBuilder) -> None:
    figure = health(run.at(0, positions("aave", 1.5)).tables())
    assert np.asarray(figure.axes[0].lines[1].get_ydata()).tolist() == [1.0, 1.0]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["5–95%", "25–75%", "median", "may be liquidated below"]


def test_each_pool_with_positions_has_a_panel(run: RunBuilder) -> None:
    run.pool("aave").pool("idle").pool("maker").at(0, positions("maker", 2.0), positions("aave", 1.5))
    figure = health(run.at(0, positions("idle", 2.0, number=0)).tables())
    assert [ax.get_title("left") for ax in figure.axes] == ["aave", "maker"]
    assert figure.axes[0].get_ylabel() == "health factor"


def test_an_infinite_health_factor_does_not_stretch_the_axis(run: RunBuilder) -> None:
    (ax,) = health(run.at(0, positions("aave", 1.5, highest=np.inf)).at(1, positions("aave", 1.4)).tables()).axes
    assert ax.get_ylim()[1] <= 5.0


def test_of_many_pools_those_with_most_debt_liquidated_are_drawn(run: RunBuilder) -> None:
    for i in range(20):
        run.pool(f"p{i}").at(0, positions(f"p{i}", 1.5)).liquidation(1, f"p{i}", 1.0 + i)
    figure = health(run.tables())
    assert [ax.get_title("left") for ax in figure.axes] == [f"p{i}" for i in range(19, 19 - MOST_PANELS, -1)]
    assert figure.get_suptitle() == "The 12 of 20 pools with most debt liquidated"


def test_an_empty_run_says_so(empty: RunTables) -> None:
    assert [text.get_text() for text in health(empty).axes[0].texts] == ["no position was recorded"]
