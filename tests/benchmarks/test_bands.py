import pytest

from benchmarks import bands


def test_the_line_tells_actions_per_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "BORROWERS", 20)
    monkeypatch.setattr(bands, "SWAPS", 5)
    line = bands.bands_line(1)
    assert line.what == "bands with 20 borrowers, actions per second"
    assert "swaps" in line.measured
