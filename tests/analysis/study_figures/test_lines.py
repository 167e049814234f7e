from io import BytesIO

import pandas as pd
import pytest

from firesale.analysis.study_figures.lines import Panel, line_panels


def table() -> pd.DataFrame:
    frame = pd.DataFrame({"shock": [0.1, 0.2] * 2, "graph": ["ring"] * 2 + ["none"] * 2, "loss": [1.0, 2.0, 0.0, 0.0]})
    return frame.assign(**{"loss.low": frame["loss"] - 0.5, "loss.high": frame["loss"] + 0.25})


def test_there_is_a_line_per_value_with_its_name_and_bars() -> None:
    panels = [Panel(title, table(), "loss", "pools", 2.0) for title in ("one", "two", "three")]
    figure = line_panels(panels, "shock", "graph", {"shock": "fall (fraction)", "ring": "a ring"})
    figure.savefig(BytesIO(), format="png")
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["one", "two", "three"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a ring", "none"]
    assert [ax.get_xlabel() for ax in figure.axes] == ["", "fall (fraction)", "fall (fraction)"]


def test_lines_stand_aside_of_each_other_and_bars_end_where_the_interval_does() -> None:
    ax = line_panels([Panel("one", table(), "loss", "pools", 2.0)], "shock", "graph", {"shock": "fall"}).axes[0]
    ring, none = ax.containers
    assert ring[0].get_xdata() == pytest.approx([0.096, 0.196])
    assert none[0].get_xdata() == pytest.approx([0.104, 0.204])
    assert ring[2][0].get_segments()[0][:, 1] == pytest.approx([0.5, 1.25])
