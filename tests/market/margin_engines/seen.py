"""What an engine sees, in short."""

import numpy as np

from firesale.market.margin_engines.base import EngineState, MarginEngine, MarginObservation

DAY = 86_400.0
RULE = np.array([0.2, 0.3])  # haircuts of the venue's own rule


def seen(time: float, *price: float, exposure: tuple[float, ...] = ()) -> MarginObservation:
    """Prices of one asset or two, ETH and BTC."""
    return MarginObservation(
        time, np.array(price), np.array(exposure or [0.0] * len(price)), ("ETH", "BTC")[: len(price)]
    )


def after(engine: MarginEngine, *looks: MarginObservation) -> EngineState:
    """What it has come to, having started at the first look with the rule's haircuts."""
    state = engine.start(RULE[: len(looks[0].price)], looks[0])
    for observation in looks[1:]:
        state = engine.look(state, observation)
    return state
