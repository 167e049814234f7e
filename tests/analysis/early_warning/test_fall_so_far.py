import math

import pytest

from firesale.analysis.early_warning.fall_so_far import FallSoFar
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import quoted


def test_it_counts_from_the_start_and_may_be_a_rise(run: RunBuilder) -> None:
    assert FallSoFar().value(quoted(run, [100.0, 60.0, 80.0]).tables(), 2) == pytest.approx(0.2)


def test_without_an_exchange_it_is_not_known(run: RunBuilder) -> None:
    assert math.isnan(FallSoFar().value(run.tables(), 0))
