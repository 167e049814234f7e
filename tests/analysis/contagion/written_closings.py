"""Vaults, seizures and their sales for runs written by hand: functions that write into a run."""

import numpy as np

from firesale.market.events import (
    AssetListed,
    Borrowed,
    CollateralPosted,
    DebtOffset,
    DebtRedistributed,
    LiquidationTriggered,
    LotTaken,
    PositionSeized,
    RedistributionReceived,
    VenueOpened,
)
from tests.analysis.contagion.conftest import THRESHOLD, Written

KEEPER = 90
NO_LOT = -1


def vaults(run: Written, name: str = "v") -> Written:
    """Vaults that mint DAI against ETH at a threshold of 0.8; a debt of one coin counts as one."""
    run.feed[name] = "feed"
    run.add(VenueOpened(name, "vaults"), AssetListed(name, "ETH", "collateral", "", "feed", THRESHOLD))
    return run.add(AssetListed(name, "DAI", "debt", "", "", 0.0), AssetListed(name, "DAI", "coin", "", "", 0.0))


def vault(run: Written, account: int, units: float, debt: float, name: str = "v") -> Written:
    """A vault with so many ETH and coins of debt."""
    run.units[name, account], run.debts[name, account], run.pledged[name, account] = units, debt, "ETH"
    run.add(CollateralPosted(name, account, "ETH", units, "opening"))
    return run.add(Borrowed(name, account, "DAI", debt, "opening"))


def health(run: Written, pool: str, account: int) -> float:
    """Health at the reported price."""
    return run.units[pool, account] * run.reported * THRESHOLD / run.debts[pool, account]


def trigger(run: Written, *closed: int, name: str = "v") -> tuple[list[float], list[float]]:
    """Some vaults are closed at once: what they held (ETH) and owed (DAI)."""
    units, debts = [run.units[name, one] for one in closed], [run.debts[name, one] for one in closed]
    before = np.array([health(run, name, one) for one in closed])
    run.add(LiquidationTriggered(name, KEEPER, np.array(closed), "DAI", np.array(debts), before))
    for one in closed:
        run.units[name, one] = run.debts[name, one] = 0.0
    return units, debts


def redistribute(run: Written, closed: tuple[int, ...], heirs: dict[int, float], name: str = "v") -> Written:
    """Vaults are closed, and their debt and collateral go to the heirs in these shares, which sum to 1."""
    units, debts = trigger(run, *closed, name=name)
    gone = (np.array(debts), "ETH", np.array(units), run.reported)
    run.add(DebtRedistributed(name, KEEPER, np.array(closed), "DAI", *gone))
    share = np.array(list(heirs.values()))
    for heir, part in heirs.items():
        run.units[name, heir] += part * sum(units)
        run.debts[name, heir] += part * sum(debts)
    got = (share * sum(debts), "ETH", share * sum(units), run.reported)
    return run.add(RedistributionReceived(name, np.array(list(heirs)), "DAI", *got))


def offset(run: Written, account: int, name: str = "v") -> Written:
    """A vault is closed, and a stability pool takes all of it."""
    (units,), (debt,) = trigger(run, account, name=name)
    return run.add(DebtOffset(name, KEEPER, account, "DAI", debt, "ETH", units, run.reported, 1.0))


def seize(run: Written, pool: str, borrower: int, lot: int = NO_LOT, penalty: float = 0.0) -> Written:
    """A pool takes a position whole at the reported price: for an auction, or for its storefront."""
    units, debt, price = run.units[pool, borrower], run.debts[pool, borrower], run.reported
    before = health(run, pool, borrower)
    run.units[pool, borrower] = run.debts[pool, borrower] = 0.0
    amounts = (debt, units, penalty, 0.0, price, 1.0, before, np.inf)
    return run.add(PositionSeized(pool, KEEPER, borrower, "ETH", "USD", *amounts, lot))


def take(run: Written, pool: str, account: int, units: float, lot: int = NO_LOT) -> Written:
    """Somebody buys seized collateral, to sell it on."""
    run.stock[account, "ETH"] = run.stock.get((account, "ETH"), 0.0) + units
    return run.add(LotTaken(pool, account, lot, "ETH", "USD", units, units * run.reported, run.reported))
