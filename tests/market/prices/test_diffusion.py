import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
YEAR = 365 * 86_400.0


def test_prices_grow_by_the_exponential_of_the_summed_log_returns() -> None:
    prices = grown(np.array([1.0, 100.0]), np.log([[1.0, 2.0], [1.0, 0.25]]))
    assert prices == pytest.approx(np.array([[1.0, 100.0], [1.0, 200.0], [1.0, 50.0]]))


def test_a_log_return_is_drift_less_half_the_variance_plus_the_shock() -> None:
    diffusion = Diffusion("Process", drift=0.1, volatility={"ETH": 0.4}, correlation=0.0)
    shock = Streams(3).generator("prices", "ETH").standard_normal(1)[0]
    quarter = diffusion.log_returns(ASSETS, np.array([0.0, YEAR / 4.0]), Streams(3))
    assert quarter == pytest.approx(np.array([[0.0, (0.1 - 0.08) / 4.0 + 0.4 * 0.5 * shock, 0.0]]))


def test_an_asset_without_volatility_does_not_drift_either() -> None:
    diffusion = Diffusion("Process", drift=0.1, volatility={"ETH": 0.4}, correlation=0.5)
    assert diffusion.moves(ASSETS).tolist() == [False, True, False]


def test_errors_begin_with_the_name_of_the_process() -> None:
    with pytest.raises(BadValueError, match=r"^Process\.volatility: received -1\.0"):
        Diffusion("Process", drift=0.0, volatility=-1.0, correlation=0.0).check()
    with pytest.raises(BadValueError, match=r"^Process\.drift\.BTC: received 0\.1; allowed: 0"):
        Diffusion("Process", drift={"BTC": 0.1}, volatility={"ETH": 0.4}, correlation=0.0).log_returns(
            ASSETS, np.array([0.0, 1.0]), Streams(1)
        )


def test_a_negative_correlation_of_two_assets_does_not_concern_a_third_that_stays_constant() -> None:
    pair = Diffusion("Process", drift=0.0, volatility={"ETH": 0.4, "BTC": 0.4}, correlation=-0.9)
    assert pair.factor([*ASSETS, "DAI"])[3].tolist() == [0.0, 0.0, 0.0, 1.0]
    with pytest.raises(BadValueError, match=r"Process\.correlation.*positive definite"):
        Diffusion("Process", drift=0.0, volatility=0.4, correlation=-0.9).factor([*ASSETS, "DAI"])
