"""Bundles: several actions of the same accounts, all or nothing; flash loans are bundles that begin with a pool's cash."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from firesale.market.actions import (
    Action,
    Borrow,
    Bundle,
    FlashLoan,
    Liquidate,
    PostCollateral,
    Repay,
    Supply,
    Swap,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Refusal
from firesale.market.orders import Outcome, Refused, received_fields, spread
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.credit import Credit
from firesale.market.venues.exchange import Exchange

ROOM = (
    ((Supply, Repay, Liquidate), (Withdraw, Borrow)),
    ((WithdrawCollateral, Liquidate), (PostCollateral,)),
)
"""Actions that bring a pool cash, or room below a cap, and actions that take it."""


class Bundler:
    """Carries out the legs of a bundle one after the other; the router undoes them if one is refused."""

    def __init__(self, site: Site, venues: Mapping[str, Venue], carry_out: Callable[[Action], Outcome]) -> None:
        self.site, self.venues, self.carry_out = site, venues, carry_out

    def settle(self, bundle: Bundle) -> Outcome:
        """All legs, between lending and collecting if it is a flash loan; or why not, with what was done left to be undone."""
        accounts = np.asarray(bundle.account)
        if not bundle.legs:
            return Refusal.EMPTY_BUNDLE
        if not all(_acts_for(leg, accounts) for leg in bundle.legs):
            return Refusal.MALFORMED
        if len(accounts) > 1 and not self._may_go_leg_by_leg(bundle):
            return Refusal.MALFORMED  # of many: the router halves it until each account goes alone
        if isinstance(bundle, FlashLoan):
            return self._with_loan(bundle, accounts)
        return self._legs(bundle, accounts, self.site.ledger.balances[accounts])

    def _with_loan(self, loan: FlashLoan, accounts: IntArray) -> Outcome:
        pool = self.venues.get(loan.venue)
        if not isinstance(pool, Credit):
            return Refusal.NOT_OFFERED
        start, amount = self.site.ledger.balances[accounts], np.asarray(loan.amount)
        return (
            pool.flash.lend(loan.asset, accounts, amount)
            or self._legs(loan, accounts, start)
            or pool.flash.collect(loan.asset, accounts, amount)
        )

    def _legs(self, bundle: Bundle, accounts: IntArray, start: FloatArray) -> Outcome:
        """The legs in order; `start` (n, m) is what the accounts held when the bundle began."""
        for place, leg in enumerate(bundle.legs):
            outcome = self.carry_out(self._resolve(leg, accounts, start))
            if outcome is not None:
                alone = len(accounts) == 1 or place > 0  # by a later leg, what the others did may have mattered
                return outcome.reason if alone and isinstance(outcome, Refused) else outcome
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
        live = any(isinstance(venue, Credit) and venue.feed.oracle.live for venue in venues)
        nested = any(isinstance(leg, Bundle) for leg in bundle.legs)
        alone = any(venue is not None and venue.one_by_one for venue in venues)
        return not (live or nested or alone or _meet_in_a_pool(bundle)) and len(set(exchanges)) == len(exchanges)


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
