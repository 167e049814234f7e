"""Laws of margin accounts and clearing members that are looked up apart from what events say."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from firesale.market.actions import Action, TakeOver
from firesale.market.arrays import FloatArray
from firesale.market.events import MemberDefaulted, PositionDeleveraged, PositionLiquidated
from firesale.market.market import Market
from firesale.market.venues.clearing.clearing_house import ClearingHouse
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.venue import Perpetuals
from tests.invariants.clearing_players import clearing_houses
from tests.invariants.perpetual_players import perpetual_venues

ROUNDING = 1e-9
"""Of what accounts hold together."""


@contextmanager
def only_the_unsafe_are_taken_over(market: Market, action: Action) -> Iterator[None]:
    """Of one who asks to take over: the owner's account was below its requirement when it was asked for."""
    yield


@contextmanager
def absorbed_as_the_rules_say(market: Market) -> Iterator[None]:
    """Nobody is closed who was safe before, nobody deleveraged for one who was, nobody in default who had time left."""
    yield


def nobody_owes_what_others_could_bear(market: Market) -> None:
    """Debts are left only where the fund, the vault and everybody on the other side has nothing left."""
