"""Which price processes can be fitted, by the name that a scenario uses."""

from firesale.experiments.calibration.block_bootstrap import BlockBootstrapFit
from firesale.experiments.calibration.geometric_brownian import GeometricBrownianFit
from firesale.experiments.calibration.heston import HestonFit
from firesale.experiments.calibration.merton import MertonFit
from firesale.experiments.calibration.peg import PegFit
from firesale.experiments.calibration.regime_switching import RegimeSwitchingFit

CALIBRATIONS = {
    "geometric_brownian": GeometricBrownianFit(),
    "merton": MertonFit(),
    "heston": HestonFit(),
    "regime_switching": RegimeSwitchingFit(),
    "peg": PegFit(),
    "block_bootstrap": BlockBootstrapFit(),
}
