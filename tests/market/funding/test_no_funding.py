import numpy as np

from firesale.market.funding.base import Conditions
from firesale.market.funding.no_funding import NoFunding


def test_nobody_pays_whatever_the_premium() -> None:
    conditions = Conditions(np.array([110.0, 90.0]), np.array([100.0, 100.0]), np.array([5.0, 1.0]), np.ones(2), 3600.0)
    assert NoFunding().rate(conditions).tolist() == [0.0, 0.0]
