import numpy as np

from firesale.market.ordering.arrival import Arrival
from firesale.market.ordering.base import Orders
from firesale.market.streams import Draws, entity_keys, name_key


def test_orders_are_left_as_they_came() -> None:
    draws = Draws(entity_keys("all", 3), name_key("ordering"))
    assert Arrival().rank(Orders(np.array([0.0, 9.0, 5.0]), draws)) == []
