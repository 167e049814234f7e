"""What a cohort relies on: an account's numbers are its own, whoever is asked with it and whoever is left out."""

from dataclasses import replace

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.streams import Draws, Streams, entity_keys


def draws_of(size: int) -> Draws:
    draws = Streams(3).draws(entity_keys("traders", size), "play", "traders")
    draws.step = 11
    return draws


def several(draws: Draws) -> list[FloatArray]:
    return [draws.uniform(), draws.normal(0.0, 2.0), draws.exponential(3.0), draws.uniform(-1.0, 1.0)]


def test_an_account_draws_the_same_whoever_joins_the_cohort() -> None:
    for few, many in zip(several(draws_of(5)), several(draws_of(500)), strict=True):
        assert few.tolist() == many[:5].tolist()


def test_some_accounts_draw_the_same_when_the_others_are_not_asked() -> None:
    everyone, first = draws_of(8), draws_of(8)
    some = np.array([1, 4, 6])
    assert everyone.uniform().tolist() == first.uniform().tolist()
    alone = replace(first, entities=first.entities[some])
    assert everyone.normal()[some].tolist() == alone.normal().tolist()


def test_one_account_draws_the_same_when_it_is_asked_alone() -> None:
    together, alone = several(draws_of(8)), [several(draws_of(8).one(index)) for index in range(8)]
    for kind, numbers in enumerate(together):
        assert numbers.tolist() == [float(own[kind][0]) for own in alone]


def test_a_step_does_not_depend_on_how_much_was_drawn_in_the_step_before() -> None:
    busy, idle = draws_of(4), draws_of(4)
    several(busy)
    for draws in (busy, idle):
        draws.step, draws.calls = 12, 0
    assert busy.uniform().tolist() == idle.uniform().tolist()
