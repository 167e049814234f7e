"""Value at risk: the loss that is exceeded seldom."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.loss_measure import LossMeasure
from firesale.market.portfolio_margin.tails import Quantile, normal_value_at_risk, sample_value_at_risk


@dataclass(frozen=True)
class ValueAtRisk(LossMeasure):
    """The quantile of the loss. With the past as a sample it is not subadditive: netting may then need more than gross.

    Source: McNeil, Frey and Embrechts, Quantitative Risk Management (2005), 2.2; clearing houses in Europe ask for 99 % or more over two days
    (Commission Delegated Regulation 153/2013, articles 24 and 26; unverified). Textbooks disagree where the level falls between two losses of the
    past: at 99 % Hull takes the fifth worst of 500 (`upper`), Dowd at 95 % the 51st worst of 1,000 (`lower`).
    """

    quantile: Quantile = "lower"  # of a sample, where the level falls between two losses: the smaller or the larger one

    @property
    @override
    def subadditive(self) -> bool:
        return self.method == "parametric"

    @override
    def of_normal(self, deviation: FloatArray) -> FloatArray:
        return normal_value_at_risk(deviation, self.level)

    @override
    def of_sample(self, losses: FloatArray) -> FloatArray:
        return sample_value_at_risk(losses, self.level, self.quantile)
