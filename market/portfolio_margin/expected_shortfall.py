"""Expected shortfall: the mean of the losses that are exceeded seldom."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.loss_measure import LossMeasure
from firesale.market.portfolio_margin.tails import normal_expected_shortfall, sample_expected_shortfall


@dataclass(frozen=True)
class ExpectedShortfall(LossMeasure):
    """How bad it is when it is bad: at least the value at risk of the same level, and subadditive. Source: Acerbi and Tasche (2002)."""

    @override
    def of_normal(self, deviation: FloatArray) -> FloatArray:
        return normal_expected_shortfall(deviation, self.level)

    @override
    def of_sample(self, losses: FloatArray) -> FloatArray:
        return sample_expected_shortfall(losses, self.level)
