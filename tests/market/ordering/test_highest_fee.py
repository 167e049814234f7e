import numpy as np

from firesale.market.ordering.base import Orders
from firesale.market.ordering.highest_fee import HighestFee
from firesale.market.ordering.random import Random
from firesale.market.streams import Draws, entity_keys, name_key

KEYS = entity_keys("all", 4)


def order_of(fees: list[float], step: int = 0) -> list[int]:
    ranks = HighestFee().rank(Orders(np.array(fees), Draws(KEYS[: len(fees)], name_key("ordering"), step)))
    order: list[int] = np.lexsort(tuple(reversed(ranks))).tolist()
    return order


def test_who_pays_more_goes_first() -> None:
    assert order_of([1.0, 3.0, 0.0, 2.0]) == [1, 3, 0, 2]


def test_equal_fees_are_settled_by_the_lottery() -> None:
    for step in range(20):
        lottery = Random().rank(Orders(np.zeros(4), Draws(KEYS, name_key("ordering"), step)))[0]
        assert order_of([5.0, 5.0, 5.0, 5.0], step) == np.argsort(lottery).tolist()
        assert order_of([5.0, 5.0, 5.0, 9.0], step)[0] == 3
