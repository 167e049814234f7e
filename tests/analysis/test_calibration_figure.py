import numpy as np
import pytest

from firesale.analysis.calibration_figure import fit_figure

GENERATOR = np.random.default_rng(1)
RETURNS = 0.01 * GENERATOR.standard_t(4, 300)
MADE = {kind: 0.01 * GENERATOR.standard_normal((200, 40)) for kind in ("geometric_brownian", "merton")}


def test_it_has_a_panel_for_density_quantiles_and_memory_with_units() -> None:
    figure = fit_figure("ETH", RETURNS, MADE, "merton", 3600.0)
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["a  density", "b  quantiles", "c  memory of |return|"]
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)
    assert "ETH: 300 log returns of 1 h" in figure.get_suptitle()


def test_every_process_and_the_data_are_named() -> None:
    (legend,) = fit_figure("ETH", RETURNS, MADE, "merton", 3600.0).legends
    assert [text.get_text() for text in legend.get_texts()] == ["geometric brownian", "merton", "data"]


def test_the_data_are_drawn_at_their_density() -> None:
    ax = fit_figure("ETH", RETURNS, MADE, "merton", 3600.0).axes[0]
    (container,) = ax.containers
    density = np.asarray(container.lines[0].get_ydata())  # type: ignore[attr-defined]
    # the middle bin is near the density of the distribution at zero: 0.375 of a t with 4 degrees, in units of 1 / 0.01
    assert density.max() == pytest.approx(37.5, rel=0.35)


def test_quantiles_of_a_perfect_fit_lie_on_the_diagonal() -> None:
    same = {"truth": np.tile(RETURNS[:, None], (1, 30))}
    ax = fit_figure("ETH", RETURNS, same, "truth", 3600.0).axes[1]
    line = ax.lines[1]
    assert np.allclose(line.get_xdata(), line.get_ydata(), atol=2e-3)
