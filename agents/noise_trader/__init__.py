"""Trades for reasons outside the model."""

from firesale.agents.noise_trader.noise import Noise
from firesale.market.registry import registry

STRATEGIES = registry(noise=Noise)
