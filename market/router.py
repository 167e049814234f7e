"""Orders meet venues: in the order that the rule says, one after the other, each whole or not at all.

Neighbouring orders of one action are tried together; if one of them is refused, the group is halved and tried again, so the outcome is that
of one order after the other at the cost of a few groups.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from firesale.market.actions import Action, Bundle, Declare
from firesale.market.arrays import KeyArray
from firesale.market.bundles import Bundler
from firesale.market.events import FeePaid, PlanConsidered, Refusal
from firesale.market.ordering.base import Ordering, Orders
from firesale.market.orders import Outcome, Refused, bad_value, received_fields, spread, take
from firesale.market.refusals import refusal_of
from firesale.market.streams import Draws
from firesale.market.venues.base import Site, Venue

NUMERAIRE = 0


class Router:
    """Ranks orders, sends them to venues, collects priority fees and writes down refusals."""

    def __init__(
        self, site: Site, venues: Mapping[str, Venue], ordering: Ordering, keys: KeyArray, purpose: np.uint64
    ) -> None:
        self.site, self.venues, self.ordering = site, venues, ordering
        self.fee_account = site.open_account()
        self.bundler = Bundler(site, venues, self._dispatch)
        self._keys = keys
        self._purpose = purpose

    def execute(self, actions: Sequence[Action], moment: int) -> None:
        """Carry out the actions of one round; `moment` numbers the rounds of the run."""
        batches = []
        for action in actions:
            batch = spread(action)
            if batch is None or received_fields(batch):
                self.site.log.add(refusal_of(action, Refusal.MALFORMED))
            else:
                batches.append(batch)
        for run in self._with_room(self._in_order(batches, moment)):
            self._carry_out(run)

    def _with_room(self, runs: list[Action]) -> list[Action]:
        """The runs that the ordering has room for, the last of them in part; the orders behind them are refused."""
        room = self.ordering.room()
        if room is None:
            return runs
        let_in = []
        for run in runs:
            size = np.size(run.account)
            if room > 0:
                let_in.append(run if size <= room else take(run, slice(0, room)))
            if size > room:
                self.site.log.add(refusal_of(take(run, slice(room, size)) if room > 0 else run, Refusal.NO_SPACE))
            room -= min(room, size)
        return let_in

    def _in_order(self, batches: list[Action], moment: int) -> list[Action]:
        """Runs of neighbouring orders of one action, in the order in which they are executed."""
        if len(batches) < 2 and (not batches or np.size(batches[0].account) == 1):
            return batches
        sizes = [np.size(batch.account) for batch in batches]
        accounts = np.concatenate([batch.account for batch in batches])
        fees = np.concatenate([batch.priority_fee for batch in batches])
        known = np.clip(accounts, 0, len(self._keys) - 1)
        keys = self.ordering.rank(Orders(fees, Draws(self._keys[known], self._purpose, moment)))
        if not keys:
            return batches
        batch_of = np.repeat(np.arange(len(batches)), sizes)
        place_in = np.concatenate([np.arange(size) for size in sizes])
        order = np.lexsort(tuple(reversed(keys)))
        batch_of, place_in = batch_of[order], place_in[order]
        cuts = np.concatenate(([0], np.flatnonzero(np.diff(batch_of)) + 1, [len(order)]))
        runs = []
        for start, stop in pairwise(cuts):
            batch = batches[batch_of[start]]
            whole = np.size(batch.account) == 1
            runs.append(batch if whole else take(batch, place_in[start:stop]))
        return runs

    def _carry_out(self, action: Action) -> None:
        outcome = self._attempt(action)
        while isinstance(outcome, Refused):
            self.site.log.add(refusal_of(take(action, outcome.orders), outcome.reason))
            if outcome.orders.all():
                return
            action = take(action, ~outcome.orders)
            outcome = self._attempt(action)
        if outcome is None:
            return
        size = np.size(action.account)
        if size == 1:
            self.site.log.add(refusal_of(action, outcome))
            return
        self._carry_out(take(action, slice(0, size // 2)))
        self._carry_out(take(action, slice(size // 2, size)))

    def _attempt(self, action: Action) -> Outcome:
        """All orders of the action or none."""
        journal_mark, log_mark = self.site.journal.mark(), self.site.log.mark()
        in_hand = self._can_pay_fee(action)
        outcome = self._dispatch(action) or self._collect_fee(action, in_hand)
        if outcome is not None:
            self.site.journal.roll_back(journal_mark)
            self.site.log.roll_back(log_mark)
        return outcome

    def _dispatch(self, action: Action) -> Outcome:
        outcome = bad_value(action, self.site.players)
        if outcome is not None:
            return outcome
        if isinstance(action, Bundle):
            return self.bundler.settle(action)
        if isinstance(action, Declare):
            return self._declare(action)
        venue = self.venues.get(action.venue)
        if venue is None:
            return Refusal.UNKNOWN_VENUE
        handler = venue.handlers.get(type(action))
        return Refusal.NOT_OFFERED if handler is None else handler(action)

    def _can_pay_fee(self, action: Action) -> bool:
        accounts, fees = np.asarray(action.account), action.priority_fee
        if not np.any(fees):
            return True
        known = bool(np.all((accounts >= 0) & (accounts < self.site.players)))
        return known and self.site.ledger.can_pay(accounts, NUMERAIRE, fees)

    def _collect_fee(self, action: Action, in_hand: bool) -> Outcome:
        """Of what the action may have brought. An account that stands twice must have had its fees before, or goes order by order."""
        accounts, fees = np.asarray(action.account), action.priority_fee
        if not np.any(fees):
            return None
        twice = not in_hand and len(np.unique(accounts)) < len(accounts)
        if twice or not self._can_pay_fee(action):
            return Refusal.NO_BALANCE
        self.site.ledger.transfer(NUMERAIRE, accounts, self.fee_account, fees)
        self.site.log.add(FeePaid(accounts, fees))
        return None

    def _declare(self, plan: Declare) -> Outcome:
        self.site.log.add(
            PlanConsidered(plan.venue, plan.account, plan.plan, plan.expected_gain, plan.expected_cost, plan.made)
        )
        return None
