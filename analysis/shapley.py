"""Shapley value: what each player adds, averaged over all orders in which they may come.

Source: Shapley, A value for n-person games (1953). Sampled orders: Castro, Gomez and Tejada, Polynomial calculation of the Shapley value
based on sampling (2009); an order with its reverse: Mitchell, Cooper, Frank and Holmes, Sampling permutations for Shapley value estimation
(JMLR 2022).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np

from firesale.market.errors import BadValueError

Coalition = frozenset[str]
Worth = Mapping[Coalition, float]
"""What each coalition is worth; nothing needs to be 0 without players."""
Order = tuple[str, ...]


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """All 2^n coalitions, the empty one first and the whole one last. Raises BadValueError if a player is named twice."""
    if len(set(players)) < len(players):
        raise BadValueError("players", list(players), "each player once")
    return [frozenset(some) for size in range(len(players) + 1) for some in combinations(players, size)]


def shapley(players: Sequence[str], worth: Worth) -> dict[str, float]:
    """The exact value of each player, from all 2^n coalitions; they add up to worth(all) - worth(none)."""
    _check(coalitions(players), worth)
    n, found = len(players), {}
    for player in players:
        without = coalitions([other for other in players if other != player])
        found[player] = sum(
            factorial(len(some)) * factorial(n - len(some) - 1) / factorial(n) * (worth[some | {player}] - worth[some])
            for some in without
        )
    return found


def random_orders(players: Sequence[str], count: int, generator: np.random.Generator) -> list[Order]:
    """So many random orders of the players; every second one is the reverse of the one before it."""
    orders: list[Order] = []
    while len(orders) < count:
        drawn = tuple(players[place] for place in generator.permutation(len(players)))
        orders += [drawn, drawn[::-1]]
    return orders[:count]


def coalitions_along(orders: Iterable[Order]) -> list[Coalition]:
    """The coalitions that come about when players join in these orders, each once."""
    met = [frozenset(order[:size]) for order in orders for size in range(len(order) + 1)]
    return list(dict.fromkeys(met))


def shapley_along(orders: Sequence[Order], worth: Worth) -> dict[str, float]:
    """What each player adds, averaged over these orders only: an estimate that adds up to worth(all) - worth(none) too."""
    if not orders:
        raise BadValueError("orders", [], "one order or more")
    _check(coalitions_along(orders), worth)
    added = dict.fromkeys(orders[0], 0.0)
    for order in orders:
        for place, player in enumerate(order):
            added[player] += worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]
    return {player: total / len(orders) for player, total in added.items()}


def _check(needed: Iterable[Coalition], worth: Worth) -> None:
    missing = [sorted(some) for some in needed if some not in worth]
    if missing:
        raise BadValueError("worth", f"nothing for {missing[0]}", "a number for each coalition")
