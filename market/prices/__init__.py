"""How fundamental prices move, jointly."""

from firesale.market.prices.constant import Constant
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.prices.path import Path
from firesale.market.registry import registry

PRICES = registry(constant=Constant, path=Path, geometric_brownian=GeometricBrownian, merton=MertonJumpDiffusion)
