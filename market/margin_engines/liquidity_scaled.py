"""Liquidity-scaled: collateral counts for what its forced sale would bring."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import ExchangeName, Fraction
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.demand import MarginDemand
from firesale.market.venues.curve import Curve

ONE_PER_CENT = 0.01


@dataclass(frozen=True)
class LiquidityScaled(MarginEngine):
    """What counts of an asset is reduced by what a sale of `share` of all that is pledged (or open) would lose by fee and impact.

    The sale is spread over the exchanges in proportion to what each takes until its price is 1 % lower; an asset that none of them trades keeps
    the rule's haircut. Source: the liquidity margin of Brunnermeier and Pedersen (2009), Market liquidity and funding liquidity, Review of Financial
    Studies 22; the form is chosen here.
    """

    exchanges: tuple[ExchangeName, ...]
    share: Fraction = 0.1  # of what is pledged that may have to be sold at once

    @property
    @override
    def reads(self) -> tuple[str, ...]:
        return self.exchanges

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        kept = np.ones(len(rule))
        for place, asset in enumerate(observation.assets):
            curves = [curve for curve in observation.curves.values() if curve.base == asset]
            kept[place] = kept_by_sale(curves, self.share * float(observation.exposure[place]))
        return MarginDemand(1.0 - (1.0 - rule) * kept)


def kept_by_sale(curves: list[Curve], amount: float) -> float:
    """Proceeds of selling `amount` units on some exchanges at once, over its value at their marginal prices (fraction)."""
    if not curves or amount <= 0.0:
        return 1.0
    depth = np.array([curve.sale_to_reach(curve.price * (1.0 - ONE_PER_CENT)) for curve in curves])
    if not depth.sum() > 0.0:
        return 0.0
    parts = amount * depth / depth.sum()
    sold = [(part, curve) for part, curve in zip(parts.tolist(), curves, strict=True) if part > 0.0]
    brought = sum(part * _fraction(curve.proceeds(part), part * curve.price) for part, curve in sold)
    return float(brought / amount)


def _fraction(proceeds: float, value: float) -> float:
    return min(1.0, max(0.0, proceeds / value)) if value > 0.0 and proceeds >= 0.0 else 0.0
