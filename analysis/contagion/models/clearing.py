"""Clearing: what banks that owe each other can pay, if each pays in proportion to what it owes.

Without costs of default: Eisenberg and Noe, Systemic risk in financial systems, Management Science 47, 2001. With costs: Rogers and
Veraart, Failure and rescue in an interbank network, Management Science 59, 2013.

More than one vector of payments may clear. The greatest is found from above (the fictitious default algorithm: who defaults if
all others pay? who defaults then?), the least from below (who can pay if nobody else does?). In each round linear
systems are solved, so the vectors are exact up to rounding; assets short of obligations by less than 1e-12 of them are no default.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from firesale.analysis.contagion.models.fixed_point import ROUNDING, least_fixed_point
from firesale.analysis.contagion.models.inputs import Network, choice
from firesale.analysis.contagion.models.obligations import Obligations, Seniority, obligations
from firesale.market.arrays import BoolArray, FloatArray, IntArray

Which = Literal["greatest", "least"]


@dataclass(frozen=True)
class Clearing:
    """What is paid, and who fails: one value per bank, amounts in the units of the liabilities.

    A recovery rate is the part of its debt to banks that a bank pays; of all its debt if it owes banks nothing; 1 if it has none. A wave is the
    round of the fictitious default algorithm in which a bank defaults, 0 if it does not; the least vector has no waves.
    """

    payments: FloatArray  # (n,), to banks and external creditors
    recovery_rates: FloatArray  # (n,), fractions
    waves: IntArray  # (n,)
    defaults: BoolArray  # (n,), cannot pay all that it owes
    equities: FloatArray  # (n,), assets after costs of default less all debt; below 0: what creditors lose

    @property
    def fundamental_defaults(self) -> BoolArray:
        """Who defaults even if everybody else pays in full, (n,): the others are contagion. Of the greatest vector."""
        return np.equal(self.waves, 1)


def clear(
    liabilities: Network,
    external_assets: npt.ArrayLike,
    external_liabilities: npt.ArrayLike = 0.0,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    seniority: Seniority = "pari_passu",
    which: Which = "greatest",
) -> Clearing:
    """Payments that clear the network.

    `liabilities[i, j]`: what i owes j, (n, n). `external_assets`, `external_liabilities`: per bank, (n,), or one number for all.
    `alpha`, `beta`: fractions of external and of interbank assets that a default leaves; with 1 and 1, Eisenberg and Noe.
    External creditors rank with banks ("pari_passu") or are paid before them ("external_first"). Raises BadValueError.
    """
    choice("which", which, ("greatest", "least"))
    debts = obligations(liabilities, external_assets, external_liabilities, alpha, beta, seniority)
    if which == "greatest":
        paid, waves = _greatest(debts)
        return _outcome(debts, paid, waves > 0, waves)
    paid = _least(debts)
    return _outcome(debts, paid, ~debts.solvent(paid), np.zeros(len(paid), dtype=np.int64))


def _greatest(debts: Obligations) -> tuple[FloatArray, IntArray]:
    """Greatest payments of `owed`, and the wave in which each bank defaults: all pay until it shows that they cannot."""
    waves = np.zeros(len(debts.owed), dtype=np.int64)
    while True:
        paid = _paid(debts, waves == 0)
        newly = (waves == 0) & ~debts.solvent(paid)
        if not newly.any():
            return paid, waves
        waves[newly] = waves.max() + 1


def _least(debts: Obligations) -> FloatArray:
    """Least payments of `owed`: all are in default until it shows that they can pay."""
    solvent = np.zeros(len(debts.owed), dtype=np.bool_)
    while True:
        paid = _paid(debts, solvent)
        newly = ~solvent & debts.solvent(paid)
        if not newly.any():
            return paid
        solvent |= newly


def _paid(debts: Obligations, solvent: BoolArray) -> FloatArray:
    """Payments of `owed`, (n,), if just these banks pay in full and the others have costs of default."""
    start = np.where(solvent, debts.owed, debts.alpha * debts.assets - debts.senior)
    spread = np.where(solvent[:, None], 0.0, debts.beta * debts.shares)
    return least_fixed_point(start, spread, debts.owed, np.where(solvent, 0.0, ROUNDING * debts.senior))


def _outcome(debts: Obligations, paid: FloatArray, defaults: BoolArray, waves: IntArray) -> Clearing:
    worth = debts.worth(paid, defaults)
    total, payments = debts.owed + debts.senior, paid + np.minimum(debts.senior, worth)
    of_all = np.divide(payments, total, out=np.ones_like(total), where=total > 0.0)
    recovery = np.divide(paid, debts.owed, out=of_all, where=debts.interbank > 0.0)
    return Clearing(payments, recovery, waves, defaults, equities=worth - total)
