import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.requirements.flat import Flat


def test_the_same_parts_are_needed_of_every_size() -> None:
    """10 % and 6.25 %, as at Perp v2: of 2,000 are 200 and 125."""
    notional = np.array([[0.0, 2000.0]])
    assert Flat().initial(notional, np.zeros(2)).tolist() == [[0.0, 200.0]]
    assert Flat().maintenance(notional).tolist() == [[0.0, 125.0]]


def test_maintenance_above_the_initial_margin_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Flat\.maintenance_margin"):
        Flat(initial_margin=np.array([0.1]), maintenance_margin=np.array([0.2]))
