"""Sales that lower the price which forces the next sale: banks with one illiquid asset and a required capital ratio.

Source: Cifuentes, Ferrucci and Shin, Liquidity risk and contagion, Journal of the European Economic Association 3, 2005. A bank whose
capital is below the required part of its illiquid and interbank assets sells of the former for cash, which needs no capital; one
that cannot reach the ratio sells all. The price is exp(-impact * units sold). Of several equilibria this is the one with the
highest price, to which sales lead that begin at a price of 1.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firesale.analysis.contagion.models.clearing import Clearing, clear
from firesale.analysis.contagion.models.inputs import Network, network, number, vector
from firesale.analysis.contagion.models.obligations import Seniority
from firesale.analysis.contagion.models.sale_price import highest_price, units_sold
from firesale.market.arrays import FloatArray

SAME_PRICE = 1e-12
"""Relative difference below which two prices are the same."""


@dataclass(frozen=True)
class LeverageSpiral:
    """Where sales end, for n banks."""

    price: float  # of the illiquid asset; 1 before any sale
    sold: FloatArray  # (n,), units of it
    clearing: Clearing  # payments, defaults and capital (`equities`, below 0: what creditors lose) at this price


@dataclass(frozen=True, slots=True)
class _Banks:
    units: FloatArray  # (n,), of the illiquid asset
    cash: FloatArray  # (n,)
    debts: FloatArray  # (n,), to external creditors
    liabilities: FloatArray  # (n, n), to banks
    impact: float
    ratio: float


def leverage_spiral(
    illiquid: npt.ArrayLike,
    liquid: npt.ArrayLike,
    debts: npt.ArrayLike,
    *,
    price_impact: float,
    required_ratio: float,
    liabilities: Network | None = None,
    seniority: Seniority = "pari_passu",
) -> LeverageSpiral:
    """The equilibrium with the highest price.

    `illiquid`: units of the asset, (n,). `liquid`: cash, (n,). `debts`: owed to external creditors, (n,). `price_impact`: fall of the log price
    per unit sold. `required_ratio`: capital over illiquid and interbank assets, in (0, 1]. `liabilities[i, j]`: what i owes bank j, (n, n),
    cleared at the price as in `clear`. Without them the price is exact up to rounding; with them price and
    payments are found in turn, until the price moves by less than 1e-12. Raises BadValueError.
    """
    banks = _banks(illiquid, liquid, debts, price_impact, required_ratio, liabilities)
    price, before = 1.0, np.inf
    while True:
        cleared = clear(banks.liabilities, price * banks.units + banks.cash, banks.debts, seniority=seniority)
        fixed, per_price = _selling(banks, banks.liabilities.T @ cleared.recovery_rates)
        if before - price <= SAME_PRICE * price:
            return LeverageSpiral(price, units_sold(price, banks.units, fixed, per_price), cleared)
        before, price = price, highest_price(banks.units, fixed, per_price, banks.impact)


def _selling(banks: _Banks, received: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What each bank must sell to be at the ratio, as fixed + per_price / price, two of (n,)."""
    lacking = banks.debts + banks.liabilities.sum(axis=1) - banks.cash - received
    return banks.units * (1.0 - 1.0 / banks.ratio), received + lacking / banks.ratio


def _banks(
    illiquid: npt.ArrayLike,
    liquid: npt.ArrayLike,
    debts: npt.ArrayLike,
    price_impact: float,
    required_ratio: float,
    liabilities: Network | None,
) -> _Banks:
    size = max(np.size(illiquid), np.size(liquid), np.size(debts))
    owed = network("liabilities", np.zeros((size, size)) if liabilities is None else liabilities)
    return _Banks(
        units=vector("illiquid", illiquid, len(owed)),
        cash=vector("liquid", liquid, len(owed)),
        debts=vector("debts", debts, len(owed)),
        liabilities=owed,
        impact=number("price_impact", price_impact, 0.0),
        ratio=number("required_ratio", required_ratio, 0.0, 1.0, above=True),
    )
