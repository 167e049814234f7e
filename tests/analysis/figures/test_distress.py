import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from firesale.analysis.figures.distress import OTHERS, distress
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised
from tests.analysis.conftest import RunBuilder


def bars(ax: Axes) -> list[tuple[float, float, float]]:
    """Start, bottom and height of each bar."""
    return [(bar.get_x(), bar.get_y(), bar.get_height()) for bar in ax.patches if isinstance(bar, Rectangle)]


def test_bars_are_stacked_by_pool_at_their_step(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").liquidation(1, "aave", 10.0).liquidation(2, "aave", 5.0).liquidation(2, "maker", 7.0)
    above, _ = distress(run.tables()).axes
    assert bars(above) == [(1.0, 0.0, 10.0), (2.0, 0.0, 5.0), (1.0, 10.0, 0.0), (2.0, 5.0, 7.0)]
    assert above.get_ylabel() == "USD per step"


def test_a_long_run_gathers_steps_into_bars(run: RunBuilder) -> None:
    run.liquidation(1, "aave", 1.0).liquidation(2, "aave", 2.0).liquidation(3, "aave", 4.0).liquidation(
        240, "aave", 8.0
    )
    above, _ = distress(run.tables()).axes
    assert [height for _, _, height in bars(above)] == [3.0, 4.0, 8.0]
    assert above.get_ylabel() == "USD per 2 steps"


def test_bad_debt_climbs_to_its_sum_and_stays(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").at(2, BadDebtRealised("aave", 1, "USD", 10.0, 1.0))
    run.at(4, BadDebtRealised("maker", 1, "USD", 5.0, 2.0)).price("ETH", [1.0] * 6)
    _, below = distress(run.tables()).axes
    found = {line.get_label(): np.asarray(line.get_ydata()).tolist() for line in below.lines}
    assert found == {"aave": [0, 10, 10], "maker": [0, 10, 10], "all pools": [0, 10, 20, 20]}
    assert np.asarray(below.lines[2].get_xdata()).tolist() == pytest.approx([0.0, 2.0, 4.0, 6.0])


def test_of_many_pools_the_small_ones_are_gathered(run: RunBuilder) -> None:
    for i in range(20):
        run.pool(f"p{i}").liquidation(1, f"p{i}", 1.0 + i)
    above, _ = distress(run.tables()).axes
    assert above.get_legend_handles_labels()[1] == ["p15", "p16", "p17", "p18", "p19", OTHERS]
    assert sum(height for _, _, height in bars(above)) == sum(range(1, 21))


def test_an_empty_run_says_so(empty: RunTables) -> None:
    said = [text.get_text() for ax in distress(empty).axes for text in ax.texts]
    assert said == ["no liquidation happened", "no bad debt was booked"]
