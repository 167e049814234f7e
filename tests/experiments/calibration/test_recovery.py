"""Each fit finds the parameters that made the data: within three of the errors it states, and not by stating large ones."""

import math

import numpy as np
import pytest

from firesale.experiments.calibration.base import Fit
from firesale.experiments.calibration.catalogue import CALIBRATIONS
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.heston import Heston
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.prices.peg import Peg
from firesale.market.prices.regime_switching import RegimeSwitching
from tests.experiments.calibration.simulating import history_of

SEEDS = (1, 2, 3)
KNOWN: dict[str, tuple[PriceProcess, int, dict[str, tuple[float, float]]]] = {
    # kind: the process, how many returns, and of each parameter the truth and the largest error that may be stated (as a part of it)
    "geometric_brownian": (
        GeometricBrownian(volatility=0.8),
        1000,
        {"volatility": (0.8, 0.05), "drift": (0.0, math.inf)},
    ),
    "merton": (
        MertonJumpDiffusion(volatility=0.6, intensity=300.0, mean_log_jump=-0.06, log_jump_deviation=0.02),
        4000,
        {
            "volatility": (0.6, 0.05),
            "intensity": (300.0, 0.25),
            "mean_log_jump": (-0.06, 0.25),
            "log_jump_deviation": (0.02, 0.25),
        },
    ),
    "heston": (
        Heston(volatility=0.8, reversion=150.0, variance_deviation=15.0, leverage=-0.6),
        4000,
        {
            "volatility": (0.8, 0.15),
            "reversion": (150.0, 0.5),
            "variance_deviation": (15.0, 0.3),
            "leverage": (-0.6, 0.6),
        },
    ),
    "regime_switching": (
        RegimeSwitching({"calm": 0.6, "panic": 2.4}, switching={"calm,panic": 100.0, "panic,calm": 300.0}),
        4000,
        {
            "volatility.calm": (0.6, 0.05),
            "volatility.panic": (2.4, 0.1),
            "switching.calm,panic": (100.0, 0.4),
            "switching.panic,calm": (300.0, 0.4),
        },
    ),
    "peg": (
        Peg(reversion=300.0, volatility=0.1),
        4000,
        {"volatility": (0.1, 0.03), "reversion": (300.0, 0.3), "target": (1.0, 0.01), "half_life_hours": (20.24, 0.3)},
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KNOWN)
def test_known_parameters_are_found_within_three_of_their_stated_errors(kind: str, seed: int) -> None:
    process, count, truths = KNOWN[kind]
    fit = CALIBRATIONS[kind].fit(history_of(process, count, seed), "ETH")
    for name, (truth, largest) in truths.items():
        found = fit.estimate(name)
        assert found.value == pytest.approx(truth, abs=3.0 * found.error), name
        assert 0.0 < found.error < largest * abs(truth) or math.isinf(largest), name


def test_the_process_that_made_the_data_is_the_one_that_is_preferred() -> None:
    for kind in ("geometric_brownian", "merton", "regime_switching"):
        process, _, _ = KNOWN[kind]
        history = history_of(process, 1500, 5)
        fits = [CALIBRATIONS[name].fit(history, "ETH") for name in KNOWN]
        assert min(fits, key=lambda fit: fit.bic).kind == kind


def geometric_brownian(volatility: float) -> Fit:
    return CALIBRATIONS["geometric_brownian"].fit(history_of(GeometricBrownian(volatility=volatility), 500, 1), "ETH")


def test_a_drift_that_cannot_be_told_from_zero_is_said_and_left_out() -> None:
    fit = geometric_brownian(0.8)
    assert fit.estimate("drift").note.startswith("not told from zero")
    assert fit.prices["drift"] == 0.0


def test_a_random_walk_is_not_taken_for_a_peg() -> None:
    fit = CALIBRATIONS["peg"].fit(history_of(GeometricBrownian(volatility=0.1), 200, 3), "ETH")
    assert "told from a random walk" in fit.estimate("reversion").note


def test_few_jumps_are_called_a_guess() -> None:
    calm = MertonJumpDiffusion(volatility=0.3, intensity=30.0, mean_log_jump=-0.2, log_jump_deviation=0.01)
    fit = CALIBRATIONS["merton"].fit(history_of(calm, 1000, 4), "ETH")
    assert "jumps in the data: a guess" in fit.estimate("intensity").note


def test_the_likelihood_of_a_geometric_brownian_motion_is_that_of_its_normal_returns() -> None:
    history = history_of(GeometricBrownian(volatility=0.8), 500, 1)
    returns = history.of("ETH")
    density = (
        np.exp(-(((returns - returns.mean()) / returns.std()) ** 2) / 2.0) / returns.std() / math.sqrt(2.0 * math.pi)
    )
    fit = CALIBRATIONS["geometric_brownian"].fit(history, "ETH")
    assert fit.log_likelihood == pytest.approx(float(np.log(density).sum()))
    assert fit.aic == pytest.approx(4.0 - 2.0 * fit.log_likelihood)
    assert fit.bic == pytest.approx(2.0 * math.log(500) - 2.0 * fit.log_likelihood)
