"""Hunt liquidations: push the price down until others are unsafe, close them, buy back."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.orders import liquidation
from firesale.agents.liquidator.sharing import ROUNDING, deal
from firesale.agents.liquidator.situation import Situation
from firesale.agents.liquidator.sizing import Offers, best_offers, cut
from firesale.agents.oracle_manipulator.alternatives import alternatives
from firesale.agents.oracle_manipulator.base import ManipulatorStrategy, distinct
from firesale.agents.oracle_manipulator.belief import Victim, victim
from firesale.agents.oracle_manipulator.hunting import best_hunt
from firesale.agents.oracle_manipulator.notes import Notes
from firesale.agents.oracle_manipulator.response import heard
from firesale.market.actions import Action
from firesale.market.checks import NotNegative, Range
from firesale.market.liquidation.base import LiquidationMechanism, Spread
from firesale.market.streams import Draws
from firesale.market.view import View

PLAN = "hunt_liquidations"


@dataclass(frozen=True, kw_only=True)
class HuntLiquidations(ManipulatorStrategy):
    """Wants the bonus on positions that it made unsafe itself, with base of its own to sell.

    Who would be unsafe at a lower price is not public, only who is: so it sells first and looks at the next step. It
    believes that `density` times the fall of the log price, of all that the pool has lent, becomes liquidatable; sells
    if (repaid * ((1 + bonus) * p / p_low - 1)) exceeds what the round trip costs; then liquidates with the proceeds
    and buys back with the rest, in one bundle. What it cannot liquidate it buys back at once. Does nothing unless the
    pool's oracle is read anew by every action and reads the exchange. One account of the cohort hunts at a time.
    Source: Brunnermeier and Pedersen, Predatory trading (Journal of Finance 2005).
    """

    mechanism: ClassVar[type[LiquidationMechanism]] = Spread  # how the pool must close positions

    density: NotNegative = 1.0
    # part of the pool's debt per unit of log price: as if health were spread evenly, one per cent for a fall of one per cent
    tries: Annotated[int, Range(1)] = 3  # bundles that it sends before it gives up and buys back
    least_value: NotNegative = 1.0  # numeraire; smaller repayments are not worth an order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        notes = Notes.read(view)
        if notes is not None:
            at = victim(view.public, self.pool, self.exchange)
            return [] if at is None or notes.acted == view.step else self._go_on(view, at, notes)
        at = self.target(view)
        return [] if at is None else self._weigh(view, at)

    def _weigh(self, view: View, at: Victim) -> list[Action]:
        (goods,), place = distinct(view.balance(at.curve.base))
        at = heard(view.public, at, self.exchange, 0.0) if at.credit.oracle.live else at.deaf()
        plan = best_hunt(at, alternatives(at.curve), at.bonus(), self.density, goods)
        gain, cost = plan.gain[place], plan.cost[place]
        made = self.pays(view, gain, cost)
        best = int(np.argmax(np.where(made, gain - cost, -np.inf)))
        made &= np.arange(view.size) == best
        actions = self.declare(view, PLAN, gain, cost, made)
        if made[best]:
            row, money = int(place[best]), float(view.balance(at.curve.quote)[best])
            Notes.begin(view, best, float(plan.price[row]), 0.0, float(self.tries), at.curve.price, money)
            swap = self.trade(int(view.accounts[best]), at.curve.base, at.curve.quote, float(plan.sold[row]))
            actions.append(self.alone(view, best, swap))
        return actions

    def _go_on(self, view: View, at: Victim, notes: Notes) -> list[Action]:
        """Liquidate with the proceeds and buy back with the rest, or only buy back; over when nothing of the proceeds
        is left.
        """
        money = float(view.balance(at.curve.quote)[notes.place]) - notes.held_before
        if money * at.quote_value < self.least_value:
            Notes.forget(view)
            return []
        notes.pushed(view.step).write(view)
        prey = self._prey(at, money) if notes.pushes_left > 0.0 else None
        account, base, quote = int(view.accounts[notes.place]), at.curve.base, at.curve.quote
        if prey is None:
            return [self.alone(view, notes.place, self.trade(account, quote, base, money))]
        legs: list[Action] = [liquidation(at.credit, np.full(len(prey.row), account), prey, prey.asked)]
        rest = money - float(prey.repaid.sum())
        if rest * at.quote_value >= self.least_value:
            legs.append(self.trade(account, quote, base, rest))
        return [self.together(view, notes.place, legs)]

    def _prey(self, at: Victim, money: float) -> Offers | None:
        """What can be liquidated with the money, the most profitable first; None if there is nothing."""
        nobody = np.zeros(1)
        situation = Situation(at.credit, None, nobody, self.least_value)
        if len(at.credit.unsafe.account) == 0:
            return None
        offers = best_offers(situation, [(at.k, at.d)])
        _, budget = deal(offers.repaid, np.array([money * ROUNDING]), nobody, np.zeros(1, dtype=np.int64))
        prey, _ = cut(situation, offers, budget)
        return prey if len(prey.row) else None
