import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.rates.constant import Constant


def test_the_rate_is_the_same_at_every_utilisation() -> None:
    assert Constant(0.03).borrow_rate(0.0) == Constant(0.03).borrow_rate(1.0) == 0.03


def test_an_array_of_utilisations_gives_an_array_of_rates() -> None:
    assert Constant(0.03).borrow_rate(np.array([0.0, 0.5, 1.0])).tolist() == [0.03, 0.03, 0.03]


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Constant\.rate: received -0\.01"):
        Constant(-0.01)
