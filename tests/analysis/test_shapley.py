"""Games whose Shapley value is in the textbooks, the axioms on random games, and orders that are drawn."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.analysis.shapley import (
    Coalition,
    coalitions,
    coalitions_along,
    random_orders,
    shapley,
    shapley_along,
)
from firesale.market.errors import BadValueError

FOUR = ("a", "b", "c", "d")
NUMBERS = st.floats(-100.0, 100.0, allow_nan=False)
GAMES = st.lists(NUMBERS, min_size=16, max_size=16).map(lambda worth: dict(zip(coalitions(FOUR), worth, strict=True)))
Game = dict[Coalition, float]


def game(players: tuple[str, ...], worth: Callable[[Coalition], float]) -> Game:
    return {some: float(worth(some)) for some in coalitions(players)}


def weights(some: Coalition) -> int:
    return sum({"a": 4, "b": 3, "c": 2, "d": 1}[player] for player in some)


def test_gloves() -> None:
    """One left glove, two right ones; a pair is worth 1. Source: Shapley and Shubik, Pure competition, coalitional power and fair division (1969)."""
    worth = game(("left", "right", "other"), lambda some: "left" in some and len(some) > 1)
    assert shapley(("left", "right", "other"), worth) == pytest.approx({"left": 2 / 3, "right": 1 / 6, "other": 1 / 6})


def test_an_airport() -> None:
    """Runways for planes that need 8, 11, 13 and 18: each stretch is shared by those that use it. Source: Littlechild and Owen (1973)."""
    needs = {"a": 8.0, "b": 11.0, "c": 13.0, "d": 18.0}
    worth = game(FOUR, lambda some: max((needs[player] for player in some), default=0.0))
    assert shapley(FOUR, worth) == pytest.approx({"a": 2.0, "b": 3.0, "c": 4.0, "d": 9.0})


def test_a_vote_with_weights() -> None:
    """Six of 4 + 3 + 2 + 1 votes decide: pivotal in 10, 6, 6 and 2 of 24 orders. Source: Shapley and Shubik (1954)."""
    worth = game(FOUR, lambda some: weights(some) >= 6)
    assert shapley(FOUR, worth) == pytest.approx({"a": 10 / 24, "b": 6 / 24, "c": 6 / 24, "d": 2 / 24})


def test_equals_get_the_same() -> None:
    assert shapley(FOUR, game(FOUR, lambda some: len(some) ** 2)) == pytest.approx(dict.fromkeys(FOUR, 4.0))


def test_who_adds_nothing_gets_nothing_and_who_adds_a_constant_gets_it() -> None:
    worth = game(FOUR, lambda some: 7.0 * ("b" in some) + 5.0 * ({"a", "c"} <= some))
    assert shapley(FOUR, worth) == pytest.approx({"a": 2.5, "b": 7.0, "c": 2.5, "d": 0.0})


def test_what_there_is_without_anybody_is_nobodys_part() -> None:
    assert shapley(("a",), {frozenset(): 10.0, frozenset("a"): 4.0}) == {"a": -6.0}
    assert shapley((), {frozenset(): 10.0}) == {}


@given(GAMES)
def test_the_parts_add_up_to_all_less_none(worth: Game) -> None:
    total = worth[frozenset(FOUR)] - worth[frozenset()]
    assert sum(shapley(FOUR, worth).values()) == pytest.approx(total, abs=1e-9)
    for count in (1, 2, 5):
        orders = random_orders(FOUR, count, np.random.default_rng(1))
        assert sum(shapley_along(orders, worth).values()) == pytest.approx(total, abs=1e-9)


@given(GAMES, GAMES)
def test_the_value_of_a_sum_is_the_sum_of_values(one: Game, other: Game) -> None:
    both = shapley(FOUR, {some: one[some] + other[some] for some in one})
    apart = shapley(FOUR, one), shapley(FOUR, other)
    assert both == pytest.approx({player: apart[0][player] + apart[1][player] for player in FOUR}, abs=1e-9)


@given(GAMES)
def test_along_every_order_the_estimate_is_exact(worth: Game) -> None:
    orders = list(permutations(FOUR))
    assert shapley_along(orders, worth) == pytest.approx(shapley(FOUR, worth), abs=1e-9)


def test_an_order_and_its_reverse_are_exact_if_players_meet_in_pairs_only() -> None:
    pairs = {frozenset("ab"): 3.0, frozenset("bd"): -2.0, frozenset("cd"): 8.0}
    worth = game(FOUR, lambda some: sum(value for pair, value in pairs.items() if pair <= some) + 2.0 * ("c" in some))
    orders = random_orders(FOUR, 2, np.random.default_rng(5))
    assert shapley_along(orders, worth) == pytest.approx(shapley(FOUR, worth))
    assert shapley_along(orders, worth) == pytest.approx({"a": 1.5, "b": 0.5, "c": 6.0, "d": 3.0})


def test_orders_are_drawn_from_the_generator_and_every_second_one_is_a_reverse() -> None:
    orders = random_orders(FOUR, 5, np.random.default_rng(3))
    assert len(orders) == 5
    assert all(sorted(order) == list(FOUR) for order in orders)
    assert orders[1] == orders[0][::-1]
    assert orders[3] == orders[2][::-1]
    assert orders == random_orders(FOUR, 5, np.random.default_rng(3))
    assert orders != random_orders(FOUR, 5, np.random.default_rng(4))


def test_each_coalition_is_needed_once() -> None:
    assert len(set(coalitions(FOUR))) == len(coalitions(FOUR)) == 16
    met = coalitions_along([("a", "b", "c"), ("c", "b", "a"), ("a", "c", "b")])
    assert met == [frozenset(some) for some in ("", "a", "ab", "abc", "c", "bc", "ac")]


def test_a_coalition_without_a_number_is_named() -> None:
    with pytest.raises(BadValueError, match=r"worth: received \"nothing for \['b'\]\"; allowed: a number for each"):
        shapley(("a", "b"), {frozenset(): 0.0, frozenset("a"): 1.0, frozenset("ab"): 1.0})


def test_a_player_who_stands_twice_and_no_order_at_all_are_refused() -> None:
    with pytest.raises(BadValueError, match="each player once"):
        coalitions(("a", "b", "a"))
    with pytest.raises(BadValueError, match="one order or more"):
        shapley_along([], {frozenset(): 0.0})
