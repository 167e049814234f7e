"""Liquidity-scaled: collateral counts for what its forced sale would bring."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import ExchangeName, Fraction
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.demand import MarginDemand
from firesale.market.margin_engines.sales import kept_by_sale


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
