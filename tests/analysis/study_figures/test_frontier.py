import numpy as np
import pandas as pd

from firesale.analysis.study_figures.frontier import Plane, frontiers


def test_each_curve_goes_through_its_points_with_bars_both_ways() -> None:
    table = pd.DataFrame(
        {
            "policy": ["still", "still", "moves", "moves"],
            "haircut": [0.1, 0.2, 0.1, 0.2],
            "efficiency": [0.8, 0.7, 0.6, 0.5],
            "loss": [0.4, 0.3, 0.2, 0.1],
        }
    )
    for name in ("efficiency", "loss"):
        table[f"{name}.low"], table[f"{name}.high"] = table[name] - 0.01, table[name] + 0.02
    figure = frontiers([Plane("Loss", "loss", "share")], table, "efficiency", "debt", "policy", "haircut")
    ax = figure.axes[0]
    drawn = [container.lines[0].get_xydata() for container in ax.containers]  # type: ignore[attr-defined]
    assert np.allclose(drawn[0], [[0.8, 0.4], [0.7, 0.3]])
    assert np.allclose(drawn[1], [[0.6, 0.2], [0.5, 0.1]])
    assert [text.get_text() for text in ax.texts] == ["0.1", "0.2", "0.1", "0.2"]
    assert len(ax.containers[0].lines[2]) == 2  # type: ignore[attr-defined]
