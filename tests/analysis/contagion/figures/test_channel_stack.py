from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from firesale.analysis.contagion.channel_names import CHANNELS
from firesale.analysis.contagion.figures.channel_look import LOOKS, ChannelLook
from firesale.analysis.contagion.figures.channel_stack import channel_stack
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, crash, found


def bars(ax: Axes) -> list[tuple[float, ...]]:
    """Start, bottom and height of each bar that is seen."""
    found = [one for one in ax.patches if isinstance(one, Rectangle)]
    return [
        tuple(round(float(v), 9) for v in (bar.get_x(), bar.get_y(), bar.get_height()))
        for bar in found
        if bar.get_height()
    ]


def test_only_channels_that_occur_are_drawn_with_their_shares(run: RunBuilder) -> None:
    figure = channel_stack(crash(run, CHAIN).tables(), found(CHAIN))
    legend = figure.axes[1].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["fire sale: 34%", "common shock: 66%"]


def test_bars_are_stacked_and_add_up_to_the_debt(run: RunBuilder) -> None:
    above, _ = channel_stack(crash(run, CHAIN).tables(), found(CHAIN)).axes
    assert bars(above) == [
        (1.0, 0.0, 100.0),
        (2.0, 0.0, 10.0),
        (4.0, 0.0, 5.0),
        (2.0, 10.0, 40.0),
        (4.0, 5.0, 20.0),
    ]


def test_areas_end_at_the_sum(run: RunBuilder) -> None:
    _, below = channel_stack(crash(run, CHAIN).tables(), found(CHAIN)).axes
    top = max(float(np.asarray(path.vertices)[:, 1].max()) for one in below.collections for path in one.get_paths())
    assert top == pytest.approx(175.0)


def test_what_lowers_distress_stands_below_zero(run: RunBuilder) -> None:
    wide = pd.DataFrame({"fire sale": [10.0], "own action": [-4.0]}, index=pd.Index([1], name="step"))
    above, _ = channel_stack(crash(run, CHAIN).tables(), replace(found(CHAIN), channels_over_time=wide)).axes
    assert bars(above) == [(1.0, 0.0, 10.0), (1.0, 0.0, -4.0)]


def test_axes_say_units(run: RunBuilder) -> None:
    above, below = channel_stack(crash(run, CHAIN).tables(), found(CHAIN)).axes
    assert (above.get_ylabel(), below.get_ylabel(), below.get_xlabel()) == ("USD per step", "USD", "time (minutes)")


def test_every_channel_looks_different() -> None:
    assert tuple(LOOKS) == CHANNELS
    assert len({(look.fill, look.hatch) for look in LOOKS.values()}) == len(CHANNELS)
    assert all(isinstance(look, ChannelLook) for look in LOOKS.values())


def test_no_liquidation_is_said(run: RunBuilder) -> None:
    said = [text.get_text() for ax in channel_stack(run.tables(), found([])).axes for text in ax.texts]
    assert said == ["no liquidation happened"] * 2
