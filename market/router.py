"""Orders meet venues: in the order that the rule says, one after the other, each whole or not at all.

Neighbouring orders of one action are tried together; if one of them is refused, the group is halved and tried again, so the outcome is that
of one order after the other at the cost of a few groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from firesale.market.actions import (
    Action,
    Borrow,
    Bundle,
    Declare,
    FlashLoan,
    Liquidate,
    PostCollateral,
    Repay,
    Supply,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.arrays import FloatArray, IntArray, KeyArray
from firesale.market.events import ActionRefused, FeePaid, PlanConsidered, Refusal
from firesale.market.ordering.base import Ordering, Orders
from firesale.market.orders import (
    ACCOUNTS,
    AMOUNTS,
    Outcome,
    Refused,
    bad_value,
    column_of,
    received_fields,
    spread,
    take,
)
from firesale.market.streams import Draws
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.lending_pool import LendingPool

NUMERAIRE = 0
ROOM = (
    ((Supply, Repay, Liquidate), (Withdraw, Borrow)),
    ((WithdrawCollateral, Liquidate), (PostCollateral,)),
)
"""Actions that bring a pool cash, or room below a cap, and actions that take it."""


class Router:
    """Ranks orders, sends them to venues, collects priority fees and writes down refusals."""

    def __init__(
        self, site: Site, venues: Mapping[str, Venue], ordering: Ordering, keys: KeyArray, purpose: np.uint64
    ) -> None:
        self.site, self.venues, self.ordering = site, venues, ordering
        self.fee_account = site.open_account()
        self._keys = keys
        self._purpose = purpose

    def execute(self, actions: Sequence[Action], moment: int) -> None:
        """Carry out the actions of one round; `moment` numbers the rounds of the run."""
        batches = []
        for action in actions:
            batch = spread(action)
            if batch is None or received_fields(batch):
                self._refuse(action, Refusal.MALFORMED)
            else:
                batches.append(batch)
        for run in self._in_order(batches, moment):
            self._carry_out(run)

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
            self._refuse(take(action, outcome.orders), outcome.reason)
            if outcome.orders.all():
                return
            action = take(action, ~outcome.orders)
            outcome = self._attempt(action)
        if outcome is None:
            return
        size = np.size(action.account)
        if size == 1:
            self._refuse(action, outcome)
            return
        self._carry_out(take(action, slice(0, size // 2)))
        self._carry_out(take(action, slice(size // 2, size)))

    def _attempt(self, action: Action) -> Outcome:
        """All orders of the action or none."""
        journal_mark, log_mark = self.site.journal.mark(), self.site.log.mark()
        outcome = self._dispatch(action) or self._collect_fee(action)
        if outcome is not None:
            self.site.journal.roll_back(journal_mark)
            self.site.log.roll_back(log_mark)
        return outcome

    def _dispatch(self, action: Action) -> Outcome:
        outcome = bad_value(action, self.site.players)
        if outcome is not None:
            return outcome
        if isinstance(action, Bundle):
            return self._bundle(action)
        if isinstance(action, Declare):
            return self._declare(action)
        venue = self.venues.get(action.venue)
        if venue is None:
            return Refusal.UNKNOWN_VENUE
        handler = venue.handlers.get(type(action))
        return Refusal.NOT_OFFERED if handler is None else handler(action)

    def _collect_fee(self, action: Action) -> Outcome:
        fees = action.priority_fee
        if not np.any(fees):
            return None
        if not self.site.ledger.can_pay(action.account, NUMERAIRE, fees):
            return Refusal.NO_BALANCE
        self.site.ledger.transfer(NUMERAIRE, action.account, self.fee_account, fees)
        self.site.log.add(FeePaid(action.account, fees))
        return None

    def _declare(self, plan: Declare) -> Outcome:
        self.site.log.add(
            PlanConsidered(plan.venue, plan.account, plan.plan, plan.expected_gain, plan.expected_cost, plan.made)
        )
        return None

    # --- bundles ------------------------------------------------------------------------------------------------------

    def _bundle(self, bundle: Bundle) -> Outcome:
        accounts = np.asarray(bundle.account)
        if not bundle.legs:
            return Refusal.EMPTY_BUNDLE
        if not all(_acts_for(leg, accounts) for leg in bundle.legs):
            return Refusal.MALFORMED
        if len(accounts) > 1 and not self._may_go_leg_by_leg(bundle):
            return Refusal.MALFORMED  # of many: the router halves it until each account goes alone
        start = self.site.ledger.balances[accounts]
        pool = self.venues.get(bundle.venue)
        if isinstance(bundle, FlashLoan):
            if not isinstance(pool, LendingPool):
                return Refusal.NOT_OFFERED
            refusal = pool.lend_flash(bundle.asset, accounts, np.asarray(bundle.amount))
            if refusal is not None:
                return refusal
        for place, leg in enumerate(bundle.legs):
            outcome = self._dispatch(self._resolve(leg, accounts, start))
            if outcome is not None:
                alone = len(accounts) == 1 or place > 0  # by a later leg, what the others did may have mattered
                return outcome.reason if alone and isinstance(outcome, Refused) else outcome
        if isinstance(bundle, FlashLoan) and isinstance(pool, LendingPool):
            return pool.collect_flash(bundle.asset, accounts, np.asarray(bundle.amount))
        return None

    def _resolve(self, leg: Action, accounts: IntArray, start: FloatArray) -> Action:
        """Replace "received" by what came in since the bundle began."""
        names = received_fields(leg)
        if not names:
            return leg
        asset = leg.asset_in if isinstance(leg, Swap) else getattr(leg, "asset", "")
        if names == ["receipts"]:
            asset = f"{leg.venue}:{asset}"
        column = self.site.assets.column.get(asset)
        if column is None:
            return leg
        came_in = np.maximum(0.0, self.site.ledger.balances[accounts, column] - start[:, column])
        return _with_amount(leg, names[0], came_in)

    def _may_go_leg_by_leg(self, bundle: Bundle) -> bool:
        """True if going leg by leg over all accounts gives what account by account would.

        So if no exchange stands there twice, no price is read live, and no account needs what another one brings.
        """
        if isinstance(bundle, FlashLoan) or len(np.unique(bundle.account)) < np.size(bundle.account):
            return False
        venues = [self.venues.get(leg.venue) for leg in bundle.legs]
        exchanges = [venue.name for venue in venues if isinstance(venue, Exchange)]
        live = any(isinstance(venue, LendingPool) and venue.feed.oracle.live for venue in venues)
        nested = any(isinstance(leg, Bundle) for leg in bundle.legs)
        return not (live or nested or _meet_in_a_pool(bundle)) and len(set(exchanges)) == len(exchanges)

    def _refuse(self, action: Action, reason: Refusal) -> None:
        """Write the refusal of orders to the event log."""
        named = action.legs[-1] if isinstance(action, Bundle) and action.legs else action
        accounts = _accounts_of(action)
        asset = getattr(named, "asset", getattr(named, "asset_in", getattr(named, "collateral", "")))
        self.site.log.add(
            ActionRefused(
                action.venue or named.venue,
                accounts,
                type(action).__name__,
                asset if isinstance(asset, str) else "",
                _amounts_of(named, len(accounts)),
                reason,
                action.motive,
            )
        )


def _acts_for(leg: Action, accounts: IntArray) -> bool:
    """True if every order of the leg belongs to the bundle's account, or accounts one by one."""
    if len(accounts) == 1:
        return bool(np.all(np.asarray(leg.account) == accounts[0]))
    return bool(np.array_equal(np.asarray(leg.account), accounts))


def _meet_in_a_pool(bundle: Bundle) -> bool:
    """True if what one account does in a pool may decide whether another one can do what it wants there."""
    for brings, takes in ROOM:
        bringing = {leg.venue for leg in bundle.legs if isinstance(leg, brings)}
        if any(leg.venue in bringing for leg in bundle.legs if isinstance(leg, takes)):
            return True
    borrowers = [leg.borrower for leg in bundle.legs if isinstance(leg, Liquidate)]
    return any(bool(np.isin(borrower, bundle.account).any()) for borrower in borrowers)


def _with_amount(leg: Action, name: str, amount: FloatArray) -> Action:
    changed: dict[str, Any] = {name: amount}
    resolved = spread(replace(leg, **changed))
    return leg if resolved is None else resolved


def _accounts_of(action: Action) -> IntArray:
    """The accounts of the orders; -1 for what is not even a number."""
    accounts = column_of(action.account, ACCOUNTS)
    return np.array([-1]) if accounts is None or len(accounts) == 0 else accounts.astype(np.int64)


def _amounts_of(action: Action, size: int) -> FloatArray:
    """The amounts of the orders, (size,); NaN if there is none or it is not even a number."""
    for name in ("amount", "amount_in", "receipts", "shares", "base_amount", "repayment"):
        value = column_of(getattr(action, name, None), AMOUNTS)
        if value is not None and len(value) in (1, size):
            return np.broadcast_to(value.astype(np.float64), (size,))
    return np.full(size, np.nan)
