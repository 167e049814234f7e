"""How fundamental prices move, jointly."""

from firesale.market.prices.block_bootstrap import BlockBootstrap
from firesale.market.prices.common_jumps import CommonJumpDiffusion
from firesale.market.prices.constant import Constant
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.heston import Heston
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.prices.path import Path
from firesale.market.prices.peg import Peg
from firesale.market.prices.regime_switching import RegimeSwitching
from firesale.market.registry import registry

PRICES = registry(
    constant=Constant,
    path=Path,
    geometric_brownian=GeometricBrownian,
    merton=MertonJumpDiffusion,
    common_jumps=CommonJumpDiffusion,
    heston=Heston,
    regime_switching=RegimeSwitching,
    peg=Peg,
    block_bootstrap=BlockBootstrap,
)
