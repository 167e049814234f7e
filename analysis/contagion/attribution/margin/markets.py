"""The perpetual markets of a venue as the events state them."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.arrays import FloatArray
from firesale.market.events import AssetListed, MaintenanceStated, PerpetualStated

ONE_PER_CENT = 0.01


@dataclass(frozen=True)
class Markets:
    """`assets` (m): what is traded; the requirement of a position is the sum over brackets of `fraction` (m, b) times what of its value lies
    above `above` (m, b).
    """

    venue: str
    assets: tuple[str, ...]
    oracle: str
    isolated: bool
    slope: FloatArray  # (m,), log mark price per unit that traders hold on balance and per margin unit of the index
    above: FloatArray
    fraction: FloatArray

    def requirement(self, notional: FloatArray) -> FloatArray:
        """Maintenance requirement of positions (n, m) of this value (n, m), margin units."""
        upper = np.append(self.above[:, 1:], np.full((len(self.assets), 1), np.inf), axis=1)
        inside = np.clip(notional[:, :, None], self.above, upper) - self.above
        return np.asarray((inside * self.fraction).sum(axis=2))


def markets_of(events: EventColumns, venue: str) -> Markets:
    """What a venue stated when it was opened."""
    stated = events.frame(PerpetualStated)
    stated = stated[stated["venue"] == venue]
    listed = events.frame(AssetListed)
    listed = listed[(listed["venue"] == venue) & (listed["use"] == "perpetual")]
    assets = tuple(stated["asset"])
    brackets = events.frame(MaintenanceStated)
    brackets = brackets[brackets["venue"] == venue]
    of_each = [brackets[brackets["asset"] == asset] for asset in assets]
    return Markets(
        venue,
        assets,
        str(listed["oracle"].iloc[0]) if len(listed) else "",
        bool(stated["isolated"].any()),
        ONE_PER_CENT * (stated["premium_in_mark"] / stated["depth"]).to_numpy(dtype=np.float64),
        np.array([rows["above"].to_numpy(dtype=np.float64) for rows in of_each]),
        np.array([rows["fraction"].to_numpy(dtype=np.float64) for rows in of_each]),
    )
