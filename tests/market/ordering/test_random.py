import numpy as np

from firesale.market.ordering.base import Orders
from firesale.market.ordering.random import Random
from firesale.market.streams import Draws, entity_keys, name_key

KEYS = entity_keys("all", 6)


def places(accounts: list[int], step: int = 0) -> list[float]:
    orders = Orders(np.zeros(len(accounts)), Draws(KEYS[accounts], name_key("ordering"), step))
    (draw,) = Random().rank(orders)
    numbers: list[float] = draw.tolist()
    return numbers


def test_a_draw_does_not_depend_on_who_else_is_there() -> None:
    everyone = places([0, 1, 2, 3, 4, 5])
    assert places([4, 1]) == [everyone[4], everyone[1]]
    assert places([2]) == [everyone[2]]


def test_all_orders_of_an_account_draw_the_same_place() -> None:
    one, other, again = places([3, 1, 3])
    assert one == again != other


def test_each_round_is_a_new_lottery() -> None:
    firsts = [int(np.argmin(places([0, 1, 2], step))) for step in range(300)]
    assert all(75 <= firsts.count(account) <= 125 for account in range(3))


def test_fees_do_not_matter() -> None:
    draws = Draws(KEYS, name_key("ordering"))
    rich = Random().rank(Orders(np.arange(6.0), draws))[0]
    assert rich.tolist() == places([0, 1, 2, 3, 4, 5])
