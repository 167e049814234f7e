import numpy as np

from firesale.market.prices.constant import Constant
from firesale.market.streams import Streams


def test_every_asset_stays_at_its_initial_price() -> None:
    paths = Constant().paths(["USD", "ETH"], np.array([1.0, 2000.0]), np.array([0.0, 60.0, 120.0]), Streams(1))
    assert paths.tolist() == [[1.0, 2000.0], [1.0, 2000.0], [1.0, 2000.0]]
