import math

import numpy as np
import pytest

from firesale.analysis.early_warning.autocorrelation import Autocorrelation
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import quoted


def measured(run: RunBuilder, logs: list[float]) -> float:
    return Autocorrelation().value(quoted(run, np.exp(logs).tolist()).tables(), len(logs) - 1)


def test_it_is_the_correlation_with_the_record_before(run: RunBuilder) -> None:
    # 1, -1, -1, 1 has no trend; (1, -1), (-1, -1), (-1, 1) have covariance -12/9 and variances 24/9
    assert measured(run, [1.0, -1.0, -1.0, 1.0]) == pytest.approx(-0.5)


def test_a_straight_line_on_top_changes_nothing(run: RunBuilder) -> None:
    assert measured(run, [1.0, 0.0, 1.0, 4.0]) == pytest.approx(-0.5)


@pytest.mark.parametrize("logs", [[1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.0, 0.0, 0.0, 0.0], [1.0, 2.0]])
def test_nothing_but_a_line_tells_nothing(run: RunBuilder, logs: list[float]) -> None:
    assert math.isnan(measured(run, logs))
