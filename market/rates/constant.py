"""A rate that does not depend on utilisation."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.checks import NotNegative
from firesale.market.rates.base import Number, RateModel


@dataclass(frozen=True)
class Constant(RateModel):
    """The same rate always, as the stability fee of a Maker vault type."""

    rate: NotNegative = 0.05  # per year, as a fraction

    @override
    def borrow_rate(self, utilisation: Number) -> Number:
        return 0.0 * utilisation + self.rate
