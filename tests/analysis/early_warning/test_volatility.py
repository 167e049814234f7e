import math
from math import log, sqrt

import pytest

from firesale.analysis.early_warning.volatility import Volatility
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import quoted


def test_it_is_the_deviation_of_log_returns(run: RunBuilder) -> None:
    expected = (log(1.1) - log(0.9)) / sqrt(2)  # of two numbers
    assert Volatility().value(quoted(run, [100.0, 110.0, 99.0]).tables(), 2) == pytest.approx(expected)


def test_only_the_window_counts(run: RunBuilder) -> None:
    quoted(run, [1.0, 5.0, 100.0, 110.0, 99.0])
    assert Volatility(window=3).value(run.tables(), 4) == pytest.approx((log(1.1) - log(0.9)) / sqrt(2))


def test_one_price_tells_nothing(run: RunBuilder) -> None:
    assert math.isnan(Volatility().value(quoted(run, [100.0]).tables(), 0))
