"""What every manipulator does: weigh a plan when something has changed, say so, and carry it out only if it pays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from firesale.agents.base import Strategy
from firesale.agents.oracle_manipulator.belief import Victim, victim
from firesale.market.actions import Action, AmountOrReceived, Bundle, Declare, Motive, Swap
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.checks import NOT_NEGATIVE, ExchangeName, Fraction, NotNegative, PerAccount, PoolName, Range
from firesale.market.view import View

MOTIVE = Motive.MANIPULATION
SEEN = REVIEWED, PRICE, BELIEVED, ROOM = (
    "step of the last review",
    "spot price then",
    "price that the pool believed then",
    "value that could be borrowed then",
)


@dataclass(frozen=True, kw_only=True)
class ManipulatorStrategy(Strategy):
    """Moves the price on one exchange because one pool believes it. The exchange's base is a collateral of the pool,
    its quote a debt.
    """

    pool: PoolName
    exchange: ExchangeName
    margin: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.05
    # attacks only if expected gain > (1 + margin) * expected cost; others may move first
    least_profit: NotNegative = 100.0  # numeraire; a smaller profit is not worth an attack
    review_interval: Annotated[int, Range(1)] = 100  # steps after which a plan is weighed anew even if nothing changed
    review_change: NotNegative = 0.02  # relative change of a price or of the value to be had that calls for a new look
    slack: Fraction = 0.001  # part of a plan that may go wrong: least bought and most borrowed keep this distance
    priority_fee: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0  # numeraire per order carried out

    def target(self, view: View) -> Victim | None:
        """The pool, if it is time to weigh a plan. Costs the same for any number of accounts."""
        if view.size == 0:
            return None
        found = victim(view.public, self.pool, self.exchange)
        return found if found is not None and self._is_time(view, found) else None

    def per_account(self, value: FloatArray | float, accounts: int) -> FloatArray:
        """A parameter as one value per account, (accounts,)."""
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (accounts,))

    def pays(self, view: View, gain: FloatArray, cost: FloatArray) -> BoolArray:
        """For whom a plan is worth it, (n,); gain and cost (n,) in the numeraire, the priority fee not included."""
        margin, fee = (self.per_account(value, view.size) for value in (self.margin, self.priority_fee))
        worth: BoolArray = (gain > (1.0 + margin) * (cost + fee)) & (gain - cost - fee >= self.least_profit)
        return worth

    def declare(self, view: View, plan: str, gain: FloatArray, cost: FloatArray, made: BoolArray) -> list[Action]:
        """Say what was weighed: one action for those who go ahead and one for those who do not. Who has no means has
        no plan.
        """
        said: list[Action] = []
        for go in (True, False):
            who = (made == go) & (cost > 0.0)
            if who.any():
                words = Declare(
                    account=view.accounts[who],
                    venue=self.pool,
                    plan=plan,
                    expected_gain=gain[who],
                    expected_cost=cost[who],
                    made=go,
                    motive=MOTIVE,
                )
                said.append(words)
        return said

    def trade(self, account: int, sold: str, bought: str, amount: AmountOrReceived, least: float = 0.0) -> Swap:
        """A leg: a swap of one account on the exchange, for at least `least` units."""
        return Swap(
            account=account,
            venue=self.exchange,
            asset_in=sold,
            asset_out=bought,
            amount_in=amount,
            min_amount_out=least,
            motive=MOTIVE,
        )

    def alone(self, view: View, place: int, swap: Swap) -> Action:
        """A swap on its own, with the priority fee of the account at `place` in the cohort."""
        return replace(swap, priority_fee=self._fee(view, place))

    def together(self, view: View, place: int, legs: Sequence[Action]) -> Bundle:
        """Legs of the account at `place` in the cohort, all or nothing, with its priority fee."""
        account = int(view.accounts[place])
        return Bundle(account=account, legs=tuple(legs), priority_fee=self._fee(view, place), motive=MOTIVE)

    def _fee(self, view: View, place: int) -> float:
        return float(self.per_account(self.priority_fee, view.size)[place])

    def _is_time(self, view: View, at: Victim) -> bool:
        """Something has changed, or the last review is old. Notes what was seen."""
        now = (float(view.step), at.curve.price, at.price, float(at.room() @ at.credit.debt_price))
        if REVIEWED in view.memory:
            then = [float(view.memory[name][0]) for name in SEEN]
            moved = any(abs(a - b) > self.review_change * abs(b) for a, b in zip(now[1:], then[1:], strict=True))
            if not moved and now[0] - then[0] < self.review_interval:
                return False
        for name, value in zip(SEEN, now, strict=True):
            view.memory[name] = np.broadcast_to(np.float64(value), (view.size,))  # one value per account, stored once
        return True


def distinct(*columns: FloatArray) -> tuple[list[FloatArray], IntArray]:
    """Accounts with equal endowments share a plan: the distinct rows of some columns (n,), each (r,), and which row
    each account has (n,).
    """
    rows, place = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    return list(rows.T), np.ravel(place)
