import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from firesale.analysis.contagion.figures.who_bore import who_bore
from firesale.market.events import BadDebtRealised, LossAbsorbed, VenueOpened
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import found


def drawn(run: RunBuilder) -> list[Axes]:
    return who_bore(run.tables(), found([])).axes


def lossy(run: RunBuilder) -> RunBuilder:
    """Pool p loses 60 to its reserves and leaves 40 with nobody, pool q leaves 10."""
    run.pool("p").pool("q").at(1, BadDebtRealised("p", 1, "USD", 100.0, 1.0))
    run.at(1, LossAbsorbed("p", "reserves", "reserves", "USD", 60.0, 1.0, 1.0))
    return run.at(3, BadDebtRealised("q", 2, "USD", 10.0, 1.0))


def widths(ax: Axes) -> list[float]:
    return [bar.get_width() for bar in ax.patches if isinstance(bar, Rectangle)]


def test_a_bar_per_venue_with_a_part_per_path(run: RunBuilder) -> None:
    _, below = drawn(lossy(run))
    assert widths(below) == pytest.approx([60.0, 40.0, 10.0])
    assert [label.get_text() for label in below.get_yticklabels()] == ["p", "q"]
    assert [text.get_text().strip() for text in below.texts] == ["reserves 60%, nobody 40%", "nobody 100%"]


def test_paths_are_stacked_in_their_order_and_the_legend_as_they_lie(run: RunBuilder) -> None:
    above, _ = drawn(lossy(run))
    legend = above.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["uncovered", "reserves"]
    assert above.dataLim.y1 == pytest.approx(110.0)


def test_gains_lie_on_the_other_side(run: RunBuilder) -> None:
    from firesale.market.events import DebtRedistributed, LiquidationTriggered, RedistributionReceived

    run.at(0, VenueOpened("vaults", "vaults")).at(1, LiquidationTriggered("vaults", 9, 0, "COIN", 90.0, 0.9))
    run.at(1, DebtRedistributed("vaults", 9, 0, "COIN", 90.0, "ETH", 1.0, 100.0))
    run.at(1, RedistributionReceived("vaults", 1, "COIN", 90.0, "ETH", 1.0, 100.0))
    above, below = drawn(run)
    assert widths(below) == [-10.0]
    assert below.get_xlim()[0] < -10.0
    assert above.get_ylim()[0] < 0.0


def test_without_losses_it_says_so(run: RunBuilder) -> None:
    assert [ax.texts[0].get_text() for ax in drawn(run.pool("p"))] == ["no position left a loss"] * 2
