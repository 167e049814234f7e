"""Any market with perpetuals or cleared contracts of any registered parts, in which accounts are levered: they are closed, deleveraged, default.

As in `test_random_markets`; `FIRESALE_EXAMPLES` says how many markets of each kind are played.
"""

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from firesale.market.actions import Action
from tests.invariants.any_market import PLAYERS, SEEDS
from tests.invariants.clearing_players import clearing_action, clearing_houses, members_begin
from tests.invariants.derivative_laws import (
    absorbed_as_the_rules_say,
    nobody_owes_what_others_could_bear,
    only_the_unsafe_are_taken_over,
)
from tests.invariants.dice import Dice
from tests.invariants.perpetual_players import perpetual_action, perpetual_venues, traders_begin
from tests.invariants.test_random_markets import EXAMPLES, AnyMarket, run

MOVES = [0.7, 0.85, 0.93, 0.98, 0.98, 1.0, 1.02, 1.02, 1.07, 1.15, 1.4]
SECONDS = [60.0, 3_600.0, 86_400.0]
REACHED = {
    "perpetuals": ("PositionLiquidated", "PositionDeleveraged", "FundDrawn", "FundingPaid", "ParametersChanged"),
    "clearing_house": ("MarginCalled", "MemberDefaulted", "PortfolioTaken", "DefaultLossShared", "LossAbsorbed"),
}
STEPS_AT_ONCE = 8


class LeveredMarket(AnyMarket):
    """Players who begin with positions as large as their margin allows, and know where they are."""

    kind: ClassVar[str] = "perpetuals"
    reached: ClassVar[Counter[str]] = Counter()
    examples: ClassVar[int] = 0

    def begin(self, dice: Dice) -> None:
        traders_begin(self.market, dice, PLAYERS)
        members_begin(self.market, dice, PLAYERS)
        self.market.check()

    @rule(seed=SEEDS, count=st.integers(1, 4))
    def one_after_the_other_trades(self, seed: int, count: int) -> None:
        dice = self.dice(seed)
        for _ in range(count):
            self.play(self.sensible_action(dice))

    @rule(seed=SEEDS)
    def steps_pass(self, seed: int) -> None:
        self.go_on(self.dice(seed))

    def go_on(self, dice: Dice) -> None:
        """Steps: prices, payments, reports; some act; then losses are absorbed."""
        for _ in range(STEPS_AT_ONCE):
            self.time_passes((dice.one_of(MOVES), dice.one_of(MOVES)), dice.one_of(SECONDS))
            for _ in range(2):
                self.play(self.sensible_action(dice))
            self.losses_are_absorbed()

    @rule()
    def losses_are_absorbed(self) -> None:
        market = self.market
        with absorbed_as_the_rules_say(market):
            market.absorb()
        nobody_owes_what_others_could_bear(market)
        self.nothing_is_broken()

    def play(self, action: Action) -> None:
        with only_the_unsafe_are_taken_over(self.market, action):
            super().play(action)

    def sensible_action(self, dice: Dice) -> Action:
        """What somebody who knows the venue might want there."""
        venue, account = dice.one_of([*perpetual_venues(self.market), *clearing_houses(self.market)]), dice.player()
        if venue.kind == "perpetuals":
            return perpetual_action(venue, account, dice, self.market)
        return clearing_action(venue, account, dice, self.market)

    def teardown(self) -> None:
        if hasattr(self, "market"):
            kinds = {type(event).__name__ for event in self.market.site.log.since(0)}
            LeveredMarket.reached.update(kinds)
            LeveredMarket.examples += 1


@pytest.mark.parametrize("kind", ["clearing_house", "perpetuals"])
def test_levered_players_survive_in_markets_of_any_parts(kind: str) -> None:
    LeveredMarket.reached.clear()
    LeveredMarket.examples = 0
    run(type(f"Levered_{kind}", (LeveredMarket,), {"kind": kind}), EXAMPLES)
    print(LeveredMarket.examples, {name: LeveredMarket.reached[name] for name in REACHED[kind]})
