import numpy as np
import pytest

from firesale.market.checks import NOT_NEGATIVE
from firesale.market.errors import BadValueError
from firesale.market.prices.per_asset import all_but_numeraire, check_numbers, check_numeraire, per_asset

ASSETS = ["USD", "ETH", "BTC"]
BOTH_MOVE = np.array([False, True, True])
ONLY_ETH_MOVES = np.array([False, True, False])


def test_one_number_is_for_every_asset_that_moves() -> None:
    assert per_asset("drift", 0.3, ASSETS, ONLY_ETH_MOVES).tolist() == [0.0, 0.3, 0.0]


def test_an_asset_left_out_of_a_table_has_zero() -> None:
    assert per_asset("drift", {"BTC": 0.2}, ASSETS, BOTH_MOVE).tolist() == [0.0, 0.0, 0.2]


def test_every_asset_but_the_first_may_move() -> None:
    assert all_but_numeraire(ASSETS).tolist() == [False, True, True]


def test_a_name_that_is_no_asset_is_refused() -> None:
    with pytest.raises(BadValueError, match="drift: received 'DOGE'; allowed: one of ETH, BTC"):
        per_asset("drift", {"DOGE": 0.0}, ASSETS, BOTH_MOVE)


def test_a_number_for_an_asset_that_stays_constant_is_refused_unless_it_is_zero() -> None:
    assert per_asset("drift", {"BTC": 0.0}, ASSETS, ONLY_ETH_MOVES).tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(BadValueError, match=r"drift\.BTC: received 0\.2; allowed: 0"):
        per_asset("drift", {"BTC": 0.2}, ASSETS, ONLY_ETH_MOVES)


def test_a_number_outside_its_range_is_refused_with_the_name_of_its_asset() -> None:
    check_numbers("volatility", {"ETH": 0.8, "BTC": 0.0}, NOT_NEGATIVE)
    with pytest.raises(BadValueError, match=r"volatility\.BTC: received -0\.1"):
        check_numbers("volatility", {"ETH": 0.8, "BTC": -0.1}, NOT_NEGATIVE)
    with pytest.raises(BadValueError, match="volatility: received nan"):
        check_numbers("volatility", float("nan"), NOT_NEGATIVE)


def test_a_first_asset_whose_price_is_not_one_is_refused_as_numeraire() -> None:
    check_numeraire(["USD", "ETH"], np.array([1.0, 2000.0]))
    with pytest.raises(BadValueError, match="initial price of ETH: received 2000"):
        check_numeraire(["ETH", "USD"], np.array([2000.0, 1.0]))
