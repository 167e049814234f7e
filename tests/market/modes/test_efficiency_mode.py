"""Who may be in an efficiency mode: whoever owes nothing but its debts."""

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.modes.efficiency_mode import EfficiencyMode

MODE = EfficiencyMode(np.array([True, False]), np.array([False, True]), 0.90, 0.93, 0.01)


def test_it_is_open_to_who_owes_its_debts_only_or_nothing() -> None:
    assert MODE.is_open_to(np.array([[0.0, 5.0], [1.0, 5.0], [1.0, 0.0], [0.0, 0.0]])).tolist() == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("bonus", [-0.1, 1.1])
def test_a_bonus_that_is_no_fraction_is_refused(bonus: float) -> None:
    with pytest.raises(BadValueError, match=r"EfficiencyMode\.liquidation_bonus"):
        EfficiencyMode(np.array([True]), np.array([True]), 0.9, 0.93, bonus)
