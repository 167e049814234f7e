from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import same_color
from matplotlib.patches import FancyArrowPatch

from firesale.analysis.contagion.figures.arrows import MOST_ARROWS
from firesale.analysis.contagion.figures.before_and_after import MOST_POOLS, before_and_after
from firesale.analysis.style import THRESHOLD
from firesale.market.events import AssetListed, BadDebtRealised, PositionsRecorded
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, crash, found


def recorded(run: RunBuilder, step: int, pool: str, debt: float) -> RunBuilder:
    return run.at(step, PositionsRecorded(pool, 1, 0, 2 * debt, debt, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0))


def areas(ax: Axes) -> list[float]:
    return [float(np.asarray(one.get_sizes())[0]) for one in ax.collections]  # type: ignore[attr-defined]


def arrows(ax: Axes) -> list[FancyArrowPatch]:
    return [
        one for one in ax.patches if isinstance(one, FancyArrowPatch) and same_color(one.get_edgecolor()[:3], THRESHOLD)
    ]


def test_both_moments_share_one_scale_of_areas(run: RunBuilder) -> None:
    run.pool("aave", "BTC").pool("maker")
    for step, aave, maker in ((0, 80.0, 40.0), (5, 20.0, 0.0)):
        recorded(recorded(run, step, "aave", aave), step, "maker", maker)
    left, right = before_and_after(run.tables(), found(CHAIN)).axes
    least = areas(right)[1]
    assert np.allclose((np.array(areas(left)) - least) / (areas(left)[0] - least), [1.0, 0.5])
    assert np.allclose((np.array(areas(right)) - least) / (areas(left)[0] - least), [0.25, 0.0])


def test_losses_are_coloured_at_the_end_only(run: RunBuilder) -> None:
    run.pool("aave", "BTC").pool("maker").at(1, BadDebtRealised("maker", 1, "USD", 5.0, 1.0))
    left, right, bar = before_and_after(run.tables(), found(CHAIN)).axes
    fills = [{tuple(np.asarray(one.get_facecolor())[0]) for one in ax.collections} for ax in (left, right)]
    assert [len(one) for one in fills] == [1, 2]
    assert bar.get_ylabel() == "bad debt booked (USD)"


def test_arrows_lead_to_the_pools_that_others_infected(run: RunBuilder) -> None:
    left, right = before_and_after(crash(run, CHAIN).tables(), found(CHAIN)).axes
    assert not arrows(left)
    widths = [arrow.get_linewidth() for arrow in arrows(right)]
    assert len(widths) == 2
    assert widths[0] > widths[1]


def test_claims_are_drawn_at_the_start(run: RunBuilder) -> None:
    run.pool("aave").pool("maker", "aUSD").at(0, AssetListed("aave", "aUSD", "receipt", "USD", "", 0.0))
    left, right = before_and_after(run.tables(), found([])).axes
    assert [len(ax.patches) for ax in (left, right)] == [1, 0]


def test_of_many_the_strongest_are_drawn_and_the_rest_is_said(run: RunBuilder) -> None:
    pools = [f"p{i:02}" for i in range(20)]
    for i, pool in enumerate(pools):
        run.pool(pool, f"C{i}").liquidation(1, pool, 10.0 + i)
    matrix = pd.DataFrame(np.arange(400.0).reshape(20, 20), index=pools, columns=pools)
    figure = before_and_after(run.tables(), replace(found(CHAIN), matrix=matrix))
    assert len(figure.axes[0].collections) == MOST_POOLS
    assert len(arrows(figure.axes[1])) == MOST_ARROWS
    assert figure.get_suptitle() == "6 smaller nodes not drawn"


def test_no_venue_is_said(run: RunBuilder) -> None:
    left, _ = before_and_after(run.tables(), found([])).axes
    assert [text.get_text() for text in left.texts] == ["no venue was opened"]
