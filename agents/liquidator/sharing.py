"""Who of a cohort takes which liquidation: dealt out like cards, so that they do not all take the same one."""

import numpy as np

from firesale.agents.liquidator.situation import Situation
from firesale.agents.liquidator.sizing import Offers, cut
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.streams import Draws
from firesale.market.view import View

ROUNDING = 1.0 - 1e-12
"""Part of its cash that an account counts on, so that the sum of many payments never exceeds it."""

Shares = tuple[IntArray, Offers]
"""Places in the cohort (p,), and what each of them takes."""


def share_out(view: View, draws: Draws, at: Situation, offers: Offers, cash: FloatArray) -> Shares:
    """Deal the offers to the accounts with cash (n, d) of the debt asset, the last one of each account in part.

    The fee is kept back if the debt is the numeraire. Who is dealt to first is drawn anew each time.
    """
    order = np.argsort(draws.uniform(), kind="stable") if view.size > 1 else np.zeros(1, dtype=np.int64)
    who, budget = np.full(len(offers.row), -1, dtype=np.int64), np.zeros(len(offers.row))
    for d in np.unique(offers.debt):
        those = np.flatnonzero(offers.debt == d)
        fees = at.fee if at.credit.debts[d] == view.public.numeraire else np.zeros(view.size)
        who[those], budget[those] = deal(offers.repaid[those], cash[:, d] * ROUNDING, fees, order)
    dealt = np.flatnonzero(who >= 0)
    taken, left = cut(at, offers.at(dealt), budget[dealt])
    who = who[dealt][left]
    pays = taken.profit > at.fee[who]
    return who[pays], taken.at(pays)


def deal(cost: FloatArray, cash: FloatArray, fee: FloatArray, order: IntArray) -> tuple[IntArray, FloatArray]:
    """Who takes each of u items (u,), -1 for nobody, and how much of its cost (u,) that one can pay.

    Items are dealt one by one to the accounts in `order` that have cash; an account takes what it is dealt, in that
    order, while its cash lasts, and is out when it does not. What nobody could take is dealt again to those who are
    still in. `cash`, `fee` (n,): fee is paid per item.
    """
    who, paid = np.full(len(cost), -1, dtype=np.int64), np.zeros(len(cost))
    cash = cash.copy()
    seats, left = order[cash[order] > fee[order]], np.arange(len(cost))
    while len(left) and len(seats):
        at_table = seats[: len(left)]
        rounds = -(-len(left) // len(at_table))
        price = np.zeros((rounds, len(at_table)))
        price.ravel()[: len(left)] = cost[left]
        needed = np.where(price > 0.0, price + fee[at_table], 0.0)
        to_spend = np.minimum(cash[at_table] - (np.cumsum(needed, axis=0) - needed), needed)
        pays = np.where(to_spend >= needed, price, to_spend - fee[at_table]).ravel()[: len(left)]
        taken = pays > 0.0
        who[left[taken]] = np.broadcast_to(at_table, price.shape).ravel()[: len(left)][taken]
        paid[left[taken]] = pays[taken]
        broke = (to_spend < needed).any(axis=0)
        cash[at_table] = np.where(broke, 0.0, cash[at_table] - needed.sum(axis=0))
        left, seats = left[~taken], seats[cash[seats] > fee[seats]]
    return who, paid
