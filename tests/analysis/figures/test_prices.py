import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import same_color

from firesale.analysis.figures.prices import MOST_LINES, MOST_PANELS, prices
from firesale.analysis.tables import RunTables
from firesale.market.events import PriceQuoted, PriceReported
from tests.analysis.conftest import RunBuilder


def line(ax: Axes, label: str) -> tuple[list[float], list[float]]:
    found = next(one for one in ax.lines if one.get_label() == label)
    return np.asarray(found.get_xdata()).tolist(), np.asarray(found.get_ydata()).tolist()


@pytest.fixture
def eth(run: RunBuilder) -> RunBuilder:
    run.exchange("uni").price("ETH", [100.0, 90.0, 80.0]).at(1, PriceReported("feed", "ETH", 95.0, 0, 0.0))
    return run.at(0, PriceQuoted("uni", "ETH", 99.0)).at(1, PriceQuoted("uni", "ETH", 70.0))


def test_fundamental_and_quotes_are_drawn_over_time(eth: RunBuilder) -> None:
    (ax,) = prices(eth.tables()).axes
    assert line(ax, "fundamental") == ([0.0, 1.0, 2.0], [100.0, 90.0, 80.0])
    assert line(ax, "exchange uni") == ([0.0, 1.0], [99.0, 70.0])


def test_an_oracle_s_last_report_holds_to_the_end(eth: RunBuilder) -> None:
    (ax,) = prices(eth.tables()).axes
    assert line(ax, "oracle feed") == ([1.0, 3.0], [95.0, 95.0])


def test_a_quote_in_another_asset_is_drawn_in_the_numeraire(run: RunBuilder) -> None:
    run.exchange("curve", "stETH", "ETH").price("ETH", [200.0]).price("stETH", [190.0])
    (ax,) = prices(run.at(0, PriceQuoted("curve", "stETH", 0.5)).tables()).axes
    assert line(ax, "exchange curve")[1] == [100.0]


def test_axes_and_legend_say_units(eth: RunBuilder) -> None:
    (ax,) = prices(eth.tables()).axes
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title("left")) == ("time (minutes)", "USD per ETH", "ETH")
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["fundamental", "exchange uni", "oracle feed"]


def test_steps_with_liquidations_are_shaded(eth: RunBuilder) -> None:
    (ax,) = prices(eth.liquidation(1, "aave", 5.0).liquidation(2, "aave", 5.0).tables()).axes
    (band,) = ax.collections
    x = np.asarray(band.get_paths()[0].vertices)[:, 0]
    assert (x.min(), x.max()) == (1.0, 3.0)


def test_many_exchanges_share_one_grey_and_one_entry(run: RunBuilder) -> None:
    run.price("ETH", [100.0])
    for i in range(MOST_LINES + 1):
        run.exchange(f"x{i}").at(0, PriceQuoted(f"x{i}", "ETH", 100.0 + i))
    (ax,) = prices(run.tables()).axes
    assert len(ax.lines) == MOST_LINES + 2
    assert ax.get_legend_handles_labels()[1] == ["fundamental", "7 exchanges"]
    assert all(same_color(one.get_color(), ax.lines[1].get_color()) for one in ax.lines[1:])


def test_of_many_assets_those_that_fell_most_are_drawn(run: RunBuilder) -> None:
    for i in range(12):
        run.price(f"A{i}", [100.0, 90.0 - i])
    figure = prices(run.tables())
    assert [ax.get_title("left") for ax in figure.axes] == [f"A{i}" for i in range(11, 11 - MOST_PANELS, -1)]
    assert figure.get_suptitle() == "The 8 of 12 assets that fell most"


def test_a_collapse_has_a_logarithmic_axis(run: RunBuilder) -> None:
    assert prices(run.price("LUNA", [80.0, 0.001]).tables()).axes[0].get_yscale() == "log"


def test_an_empty_run_says_so(empty: RunTables) -> None:
    (ax,) = prices(empty).axes
    assert [text.get_text() for text in ax.texts] == ["no price was recorded"]
