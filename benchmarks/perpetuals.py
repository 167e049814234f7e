"""How many actions a second a venue of perpetuals takes, one after the other and many at once."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.clock import Reading, middle, timed
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.actions import Action, ChangePosition, Side

ONE_BY_ONE = 2_000
MARGIN = 10_000.0  # of each trader, USDC


@dataclass(frozen=True)
class PerpetualSpeed:
    """Processor and wall time per trade, medians of the repetitions."""

    traders: int
    alone: Reading  # each trade an action of its own
    together: Reading  # one action of all traders


def perpetual_speed(traders: int, repetitions: int) -> PerpetualSpeed:
    """Every trader buys a little; half of them are long before, half short."""
    alone, together = [], []
    for _ in range(repetitions):
        model = MarketModel(_scenario(traders))
        accounts = np.arange(min(traders, ONE_BY_ONE))
        single: list[Action] = [_trade(int(account)) for account in accounts]
        alone.append(timed(partial(model.market.execute, single, 1)).per(len(single)))
        everyone = ChangePosition(
            account=np.arange(traders), venue="perps", asset="ETH", side=Side.BUY, size=np.full(traders, 0.01)
        )
        together.append(timed(partial(model.market.execute, [everyone], 2)).per(traders))
        model.forget()
    return PerpetualSpeed(traders, middle(alone), middle(together))


def _trade(account: int) -> ChangePosition:
    return ChangePosition(account=account, venue="perps", asset="ETH", side=Side.BUY, size=0.01)


def _scenario(traders: int) -> Scenario:
    player = {"role": "leveraged_trader", "strategy": {"kind": "perpetual_hold", "venue": "perps", "market": "ETH"}}
    groups = {
        side: player
        | {
            "count": traders // 2,
            "perpetuals": [{"venue": "perps", "asset": "ETH", "side": side, "margin": MARGIN, "leverage": 3.0}],
        }
        for side in ("long", "short")
    }
    return Scenario.from_tables(
        {
            "name": "perpetuals",
            "title": f"{traders} traders",
            "time": {"steps": 1},
            "assets": {"USDC": {"price": 1.0}, "ETH": {"price": 2000.0}},
            "prices": {"kind": "constant"},
            "oracles": {"index": {"kind": "spot"}},
            "ordering": {"kind": "arrival"},
            "venues": {
                "perps": {
                    "kind": "perpetuals",
                    "markets": ["ETH"],
                    "margin_asset": "USDC",
                    "oracle": "index",
                    "requirement": {"kind": "tiered"},
                    "funding": {"kind": "premium"},
                    "closing": {"kind": "fillable_price"},
                    "deleveraging": {"kind": "queue"},
                    "depth": 1e9,
                    "vault": 1e9,
                }
            },
            "agents": groups,
        }
    )
