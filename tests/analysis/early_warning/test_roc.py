import numpy as np
import pytest

from firesale.analysis.early_warning.roc import roc
from firesale.analysis.early_warning.score import area

VALUES, CASCADE = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False])


def test_equal_values_go_together() -> None:
    curve = roc(VALUES, CASCADE)
    assert curve["false_alarms"].tolist() == [0.0, 0.0, 0.5, 1.0]
    assert curve["caught"].tolist() == [0.0, 0.5, 1.0, 1.0]


def test_what_lies_below_it_is_the_auc() -> None:
    curve = roc(VALUES, CASCADE)
    assert np.trapezoid(curve["caught"], curve["false_alarms"]) == pytest.approx(area(VALUES[:2], VALUES[2:]))


def test_runs_without_a_value_are_left_out() -> None:
    assert roc(np.append(VALUES, np.nan), np.append(CASCADE, True)).equals(roc(VALUES, CASCADE))
