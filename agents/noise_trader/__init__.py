"""Trades for reasons outside the model."""

from firesale.agents.noise_trader.noise import Noise
from firesale.agents.noise_trader.perpetual_noise import PerpetualNoise
from firesale.market.registry import registry

STRATEGIES = registry(noise=Noise, perpetual_noise=PerpetualNoise)
