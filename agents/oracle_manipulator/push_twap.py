"""Push a time-weighted average: hold the spot price up until the average believes it, then borrow."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.oracle_manipulator.alternatives import alternatives
from firesale.agents.oracle_manipulator.base import MOTIVE, ManipulatorStrategy, distinct
from firesale.agents.oracle_manipulator.belief import Victim, victim
from firesale.agents.oracle_manipulator.campaign import Means, Window, best_campaign
from firesale.agents.oracle_manipulator.holding import push_to_hold
from firesale.agents.oracle_manipulator.notes import Notes
from firesale.agents.oracle_manipulator.response import heard
from firesale.market.actions import Action, Borrow, PostCollateral
from firesale.market.checks import Fraction, Range
from firesale.market.oracles.twap import Twap
from firesale.market.streams import Draws
from firesale.market.view import View

PLAN = "push_twap"


@dataclass(frozen=True, kw_only=True)
class PushTwap(ManipulatorStrategy):
    """Wants the cash of a pool that believes an average, and can afford to hold the spot price for a while.

    Weighs every number of steps m up to the window's n and every push: holding the spot at q for m steps makes the
    average p + (q - p) m / n (arithmetic) or p^(1 - m/n) q^(m/n) (geometric); each step costs what arbitrage takes
    back. Goes ahead if what can be borrowed on all base bought exceeds what was spent.

    Each step it pushes again if the price was brought back; if it was not, it sends the same purchase with a least
    amount bought that it gets only if the price is brought back before. It leaves when the average is there and the
    plan is carried out, or the price does not hold: it sells what the exchange pays more for than the pool lends on,
    and borrows on the rest. One account of the cohort attacks at a time. Sources: Mackinga, Nadahalli and Wattenhofer
    (eprint 2022/445) for the arithmetic, Bentley (Euler) for the geometric mean.
    """

    resistance: Fraction = 1.0  # part of a push that arbitrage is expected to undo each step, in the plan
    hold_share: Fraction = 0.5  # part of the rise that must be left at the next step, or the price was not held
    patience: Annotated[int, Range(0)] = 3  # steps beyond the plan, and steps in a row at which the price was not held
    tolerance: Fraction = 0.02  # relative difference that counts as none between a price wanted and found

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0 or view.step <= 0:
            return []
        notes = Notes.read(view)
        if notes is not None:
            at = victim(view.public, self.pool, self.exchange)
            return [] if at is None or notes.acted == view.step else self._go_on(view, at, notes)
        at = self.target(view)
        if at is None:
            return []
        return self._weigh(view, heard(view.public, at, self.exchange, view.public.time / view.step))

    def _weigh(self, view: View, at: Victim) -> list[Action]:
        (money, goods), place = distinct(view.balance(at.curve.quote), view.balance(at.curve.base))
        window, power = self._window(view, at), at.borrowing_power() * (1.0 - self.slack)
        plan = best_campaign(at, alternatives(at.curve), power, window, self.resistance, Means(money, goods))
        gain, cost = plan.gain[place], plan.cost[place]
        made = self.pays(view, gain, cost)
        best = int(np.argmax(np.where(made, gain - cost, -np.inf)))
        made &= np.arange(view.size) == best
        actions = self.declare(view, PLAN, gain, cost, made)
        if made[best]:
            row, held = int(place[best]), float(view.balance(at.curve.base)[best])
            level, goal, push = float(plan.level[row]), float(plan.believed[row]), float(plan.push[row])
            steps = float(plan.pushes[row]) + self.patience - 1.0
            Notes.begin(view, best, level, goal, steps, at.curve.price, held)
            actions += self._buy(view, at, best, push, at.curve.bought(push) * (1.0 - self.tolerance))
        return actions

    def _window(self, view: View, at: Victim) -> Window:
        """The average in steps; any other oracle looks once per step."""
        oracle = at.credit.oracle
        if not isinstance(oracle, Twap):
            return Window(1, "arithmetic")
        seconds = view.public.time / view.step
        return Window(max(1, round(oracle.window / seconds)), oracle.mean)

    def _go_on(self, view: View, at: Victim, notes: Notes) -> list[Action]:
        """One more step of an attack under way."""
        if notes.leaving:
            Notes.forget(view)
            return self._sell(view, at, notes.place, self._bought(view, at, notes))
        notes = notes.learn(at.curve.price, self.hold_share, self.tolerance)
        if self._is_over(view, at, notes):
            return self._leave(view, at, notes)
        notes.pushed(view.step).write(view)
        cash = float(view.balance(at.curve.quote)[notes.place])
        push = push_to_hold(at.curve, notes.level, notes.reset, cash, self.tolerance)
        return self._buy(view, at, notes.place, *push)

    def _is_over(self, view: View, at: Victim, notes: Notes) -> bool:
        """The plan is carried out, or it cannot be."""
        there = at.price >= notes.goal * (1.0 - self.slack)
        enough = self._to_pledge(view, at, notes) * self._loan_per_base(at) >= float(at.room()[at.d])
        done = there and (enough or notes.pushes_left <= self.patience)
        return done or notes.misses > self.patience or notes.pushes_left <= 0.0

    def _leave(self, view: View, at: Victim, notes: Notes) -> list[Action]:
        """Sell what the exchange pays more for than the pool lends on it, pledge the rest and borrow, sell what nobody
        lends on.
        """
        bought, per_base = self._bought(view, at, notes), self._loan_per_base(at)
        sold = min(bought, at.curve.sale_to_reach(per_base / (1.0 - at.curve.fee)))
        posted = min(self._to_pledge(view, at, notes) - sold, float(at.room()[at.d]) / per_base)
        if posted <= 0.0:
            Notes.forget(view)
            return self._sell(view, at, notes.place, bought)
        notes.left(view.step).write(view)
        account, base, quote = int(view.accounts[notes.place]), at.curve.base, at.curve.quote
        legs: list[Action] = [
            PostCollateral(account=account, venue=self.pool, asset=base, amount=posted, motive=MOTIVE),
            Borrow(account=account, venue=self.pool, asset=quote, amount=posted * per_base, motive=MOTIVE),
        ]
        if bought > posted:
            legs.append(self.trade(account, base, quote, bought - posted))
        return [self.together(view, notes.place, legs)]

    def _buy(self, view: View, at: Victim, place: int, amount: float, least: float) -> list[Action]:
        account = int(view.accounts[place])
        swap = self.trade(account, at.curve.quote, at.curve.base, amount, least)
        return [self.alone(view, place, swap)] if amount > 0.0 else []

    def _sell(self, view: View, at: Victim, place: int, amount: float) -> list[Action]:
        swap = self.trade(int(view.accounts[place]), at.curve.base, at.curve.quote, amount)
        return [self.alone(view, place, swap)] if amount > 0.0 else []

    def _bought(self, view: View, at: Victim, notes: Notes) -> float:
        """Base units that the attack has bought and still holds."""
        return float(view.balance(at.curve.base)[notes.place]) - notes.held_before

    def _to_pledge(self, view: View, at: Victim, notes: Notes) -> float:
        """Base units that it would pledge: what it bought, and its own if the pool lends more on it than it is worth."""
        own = notes.held_before if self._loan_per_base(at) > notes.reference else 0.0
        return self._bought(view, at, notes) + own

    def _loan_per_base(self, at: Victim) -> float:
        """Quote units that the pool lends on one base unit now."""
        return at.borrowing_power() * (1.0 - self.slack) * at.price
