"""Several assets in one table, the text of a table, and returns made from it."""

import tomllib

import numpy as np
import pytest

from firesale.experiments.calibration.catalogue import CALIBRATIONS
from firesale.experiments.calibration.dependence import by_pair, positive_definite
from firesale.experiments.calibration.simulated import simulated
from firesale.experiments.calibration.snippet import process_of, rounded, toml
from firesale.experiments.calibration.summed import summed
from firesale.experiments.price_history import History
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.prices.regime_switching import RegimeSwitching
from firesale.market.streams import Streams
from tests.experiments.calibration.simulating import HOUR, history_of

BOTH = ("ETH", "BTC")
TRUTH = RegimeSwitching(
    {"calm": 0.5, "panic": {"ETH": 2.5, "BTC": 1.5}},
    correlation={"calm": 0.2, "panic": 0.9},
    switching={"calm,panic": 100.0, "panic,calm": 200.0},
)
HISTORY = history_of(TRUTH, 2000, 1, BOTH)
STREAMS = Streams(1)


@pytest.mark.parametrize("kind", CALIBRATIONS)
def test_the_text_of_a_table_is_one_that_a_scenario_takes(kind: str) -> None:
    fits = [CALIBRATIONS[kind].fit(HISTORY, asset) for asset in BOTH]
    table = rounded(CALIBRATIONS[kind].together(HISTORY, fits))
    read = tomllib.loads(toml(table, ["a comment"]))["prices"]
    assert read["kind"] == kind
    assert process_of(read, BOTH) == process_of(table, BOTH)
    paths = process_of(read, BOTH).paths(["USD", *BOTH], np.ones(3), HOUR * np.arange(100, dtype=np.float64), STREAMS)
    assert np.all(np.diff(paths[:, 1]) != 0.0)


def test_regimes_of_several_assets_are_fitted_together_with_their_correlations() -> None:
    regimes = CALIBRATIONS["regime_switching"]
    table = regimes.together(HISTORY, [regimes.fit(HISTORY, asset) for asset in BOTH])
    assert table["volatility"]["panic"]["ETH"] == pytest.approx(2.5, rel=0.15)
    assert table["volatility"]["panic"]["BTC"] == pytest.approx(1.5, rel=0.15)
    assert table["correlation"]["calm"]["ETH,BTC"] == pytest.approx(0.2, abs=0.1)
    assert table["correlation"]["panic"]["ETH,BTC"] == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_jumps_that_assets_share_are_noticed(shared: float) -> None:
    truth = MertonJumpDiffusion(
        volatility=0.3, intensity=200.0, mean_log_jump=-0.05, log_jump_deviation=0.01, common_jumps=shared
    )
    history, merton = history_of(truth, 4000, 1, BOTH), CALIBRATIONS["merton"]
    table = merton.together(history, [merton.fit(history, asset) for asset in BOTH])
    assert table["common_jumps"] == pytest.approx(shared, abs=0.15)
    assert table["intensity"] == pytest.approx(200.0, rel=0.4)


def test_simulated_returns_have_the_volatility_that_was_fitted() -> None:
    for kind in ("geometric_brownian", "block_bootstrap"):
        fit = CALIBRATIONS[kind].fit(HISTORY, "ETH")
        made = simulated(fit, HOUR)
        assert len(made) == 2000
        assert made.std() == pytest.approx(float(HISTORY.of("ETH").std()), rel=0.1)
        assert not np.allclose(made[:, 0], made[:, -1])


def test_correlations_of_columns_that_say_the_same_are_drawn_apart_until_they_can_be_used() -> None:
    column = HISTORY.of("ETH")
    pairs = by_pair(["A", "B"], np.stack([column, 2.0 * column], axis=1))
    assert 0.99 < pairs["A,B"] < 1.0
    assert np.linalg.eigvalsh(positive_definite(np.ones((3, 3))))[0] == pytest.approx(1e-3)


def test_neighbouring_returns_are_summed_but_not_over_a_gap() -> None:
    begins = np.array([0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 13.0]) * HOUR
    returns = np.arange(1.0, 8.0)[:, None] / 100.0
    history = History(("ETH",), returns, np.exp(np.arange(8.0))[:, None], begins, HOUR, 1)
    short = summed(history, 4)
    assert short.returns[:, 0] == pytest.approx([0.03, 0.09, 0.13])
    assert short.begins.tolist() == [0.0, 10.0 * HOUR, 12.0 * HOUR]
    assert np.log(short.prices[:, 0]).tolist() == pytest.approx([0.0, 3.0, 5.0, 7.0])
    assert (short.spacing, short.summed) == (2 * HOUR, 2)
    assert summed(history, 7) is history
