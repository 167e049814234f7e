"""Numbers that may tell that a cascade is near, from what had happened by then; one file each, and how to score them.

`readings.py` reads all of them at one step, `score.py` says how well each ranks runs.
"""

from collections.abc import Mapping
from types import MappingProxyType

from firesale.analysis.early_warning.autocorrelation import Autocorrelation
from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.branching_lag import BranchingLag
from firesale.analysis.early_warning.branching_variance import BranchingVariance
from firesale.analysis.early_warning.closeness import Closeness
from firesale.analysis.early_warning.concentration import Concentration
from firesale.analysis.early_warning.debt_over_depth import DebtOverDepth
from firesale.analysis.early_warning.fall_so_far import FallSoFar
from firesale.analysis.early_warning.feedback_gain import FeedbackGain
from firesale.analysis.early_warning.leverage import Leverage
from firesale.analysis.early_warning.liquidated_so_far import LiquidatedSoFar
from firesale.analysis.early_warning.utilisation import Utilisation
from firesale.analysis.early_warning.volatility import Volatility

INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        "feedback_gain": FeedbackGain(),
        "debt_over_depth": DebtOverDepth(),
        "closeness_5": Closeness(0.05),
        "closeness_25": Closeness(0.25),
        "leverage": Leverage(),
        "utilisation": Utilisation(),
        "concentration": Concentration(),
        "branching_lag": BranchingLag(),
        "branching_variance": BranchingVariance(),
        "volatility": Volatility(),
        "autocorrelation": Autocorrelation(),
        "fall_so_far": FallSoFar(),
        "liquidated_so_far": LiquidatedSoFar(),
    }
)
