import pytest

from firesale.analysis.contagion.figures.clock import Clock


@pytest.mark.parametrize(
    ("length", "step_seconds", "seconds", "shown", "form"),
    [
        (86400.0, 600.0, 37200.0, "10:20", "h:min"),
        (172800.0, 600.0, 97800.0, "27:10", "h:min"),
        (30 * 86400.0, 600.0, 97800.0, "1d 03:10", "d h:min"),
        (100.0, 1.0, 62.0, "0:01:02", "h:min:s"),
        (60 * 86400.0, 86400.0, 3 * 86400.0, "3 d", "days"),
    ],
)
def test_moments_are_written_as_the_run_needs(
    length: float, step_seconds: float, seconds: float, shown: str, form: str
) -> None:
    clock = Clock(length, step_seconds)
    assert (clock.at(seconds), clock.form) == (shown, form)
