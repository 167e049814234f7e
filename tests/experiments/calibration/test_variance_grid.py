import numpy as np
import pytest
from scipy.linalg import expm

from firesale.experiments.calibration.hidden_chain import long_run
from firesale.experiments.calibration.variance_grid import generator


def test_the_chain_has_the_mean_and_the_variance_of_the_square_root_process_in_the_long_run() -> None:
    variance, rates = generator(reversion=20.0, deviation=2.0, long_run_variance=0.5)
    shares = long_run(expm(rates / 100.0))
    mean = float(shares @ variance)
    assert mean == pytest.approx(0.5, rel=0.02)
    assert float(shares @ (variance - mean) ** 2) == pytest.approx(0.5 * 4.0 / 40.0, rel=0.05)


def test_the_chain_reverts_at_the_speed_of_the_square_root_process() -> None:
    variance, rates = generator(reversion=20.0, deviation=2.0, long_run_variance=0.5)
    middle = int(np.argmin(np.abs(variance - 1.0)))
    expected = float(expm(rates * 0.02)[middle] @ variance)
    assert expected == pytest.approx(0.5 + (variance[middle] - 0.5) * np.exp(-0.4), rel=0.02)


def test_rates_lead_to_neighbours_only_and_add_up_to_nothing() -> None:
    _, rates = generator(reversion=200.0, deviation=1.0, long_run_variance=0.5)
    assert rates.sum(axis=1) == pytest.approx(np.zeros(len(rates)), abs=1e-6)
    assert np.all(rates - np.diag(np.diag(rates)) >= 0.0)
    assert np.count_nonzero(np.triu(rates, 2)) == np.count_nonzero(np.tril(rates, -2)) == 0
