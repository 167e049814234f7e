import matplotlib as mpl
import pytest

from firesale.analysis.style import colours, look, panels, time_unit


@pytest.mark.parametrize(
    ("seconds", "unit"), [(60, "seconds"), (7200, "minutes"), (86_400, "hours"), (30 * 86_400, "days")]
)
def test_the_time_unit_suits_the_length_of_the_run(seconds: float, unit: str) -> None:
    assert time_unit(seconds).name == unit


def test_the_settings_of_the_caller_come_back() -> None:
    before = mpl.rcParams["font.size"]
    with look():
        assert mpl.rcParams["font.size"] == 8
    assert mpl.rcParams["font.size"] == before


def test_panels_share_their_time_axis() -> None:
    _, axes = panels(3, 2, 1.5)
    axes[0].set_xlim(0, 7)
    assert axes[2].get_xlim() == (0, 7)


def test_colours_repeat_after_eight() -> None:
    found = colours([str(i) for i in range(9)])
    assert len(set(found.values())) == 8
    assert found["0"] == found["8"]
