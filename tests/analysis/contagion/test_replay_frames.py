import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.replay_frames import MOST_FRAMES, Frames, columns, frames_of, numbers
from tests.analysis.conftest import RunBuilder


def test_a_short_run_has_a_moment_per_step(run: RunBuilder) -> None:
    assert frames_of(run.price("ETH", [1.0] * 6).tables()) == Frames(1, 6)


def test_a_long_run_gathers_steps_and_keeps_the_last_one(run: RunBuilder) -> None:
    frames = frames_of(run.price("ETH", [1.0] * 5001).tables())
    assert frames.count <= MOST_FRAMES
    assert frames.of(pd.Series([5000]))[0] == frames.count - 1


def test_a_moment_shows_what_its_steps_did() -> None:
    assert Frames(3, 4).of(pd.Series([0, 1, 2, 3, 4, 9])).tolist() == [0, 1, 1, 1, 2, 3]
    assert Frames(3, 4).last_steps.tolist() == [0, 3, 6, 9]


def test_a_value_holds_until_the_next_one() -> None:
    held = Frames(2, 5).held(pd.Series([2, 3, 7]), pd.Series([1.0, 2.0, 3.5]))
    assert held == [None, 1, 2, 2, 3.5]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (120000.0, "120000"),
        (0.123456789, "0.123457"),
        (1234567.0, "1234570"),
        (np.nan, "None"),
        (np.inf, "None"),
        (-2.0, "-2"),
    ],
)
def test_numbers_are_written_short(value: float, written: str) -> None:
    assert [str(one) for one in numbers(np.array([value]))] == [written]


def test_a_table_becomes_lists() -> None:
    assert columns(pd.DataFrame({"frame": [1, 2], "value": [0.5, 3.0]})) == {"frame": [1, 2], "value": [0.5, 3]}
