"""Randomness: one stream per purpose and entity, keyed by name and never taken in turn from a shared generator.

So adding an account changes neither a price nor what another account draws, and two mechanisms meet the same world.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from firesale.market.arrays import FloatArray, KeyArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
UNIT = 2.0**-53


def name_key(*names: str | int) -> np.uint64:
    """A 64-bit key of a name, the same in every process and version."""
    digest = blake2b("/".join(str(name) for name in names).encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def mix(keys: KeyArray) -> KeyArray:
    """Scramble 64-bit keys. Source: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    keys = (keys ^ (keys >> np.uint64(30))) * MIX_1
    keys = (keys ^ (keys >> np.uint64(27))) * MIX_2
    return keys ^ (keys >> np.uint64(31))


def entity_keys(name: str, count: int) -> KeyArray:
    """Keys of the `count` entities of a group, shape (count,): the first ones do not depend on how many follow."""
    return mix(name_key(name) + GOLDEN * np.arange(1, count + 1, dtype=np.uint64))


@dataclass(slots=True)
class Draws:
    """Random numbers of n entities at one step, shape (n,): a function of seed, purpose, entity, step and how many draws came before."""

    entities: KeyArray
    purpose: np.uint64
    step: int = 0
    calls: int = 0

    def uniform(self, low: float | FloatArray = 0.0, high: float | FloatArray = 1.0) -> FloatArray:
        """Independent uniform numbers in [low, high)."""
        self.calls += 1
        position = (self.step << 16) + self.calls
        moment = mix(np.array([self.purpose ^ np.uint64((position * int(GOLDEN)) & 0xFFFFFFFFFFFFFFFF)]))
        bits = mix(mix(self.entities + moment) + GOLDEN) >> np.uint64(11)
        return low + (np.subtract(high, low)) * (bits.astype(np.float64) * UNIT)

    def normal(self, mean: float | FloatArray = 0.0, deviation: float | FloatArray = 1.0) -> FloatArray:
        """Independent normal numbers (Box and Muller)."""
        radius = np.sqrt(-2.0 * np.log(1.0 - self.uniform()))
        return mean + deviation * radius * np.cos(2.0 * np.pi * self.uniform())

    def exponential(self, mean: float | FloatArray = 1.0) -> FloatArray:
        """Independent exponential numbers."""
        return -mean * np.log(1.0 - self.uniform())

    def one(self, index: int) -> "Draws":
        """The draws of a single entity, for a strategy written account by account."""
        return Draws(self.entities[index : index + 1], self.purpose, self.step)


@dataclass(frozen=True)
class Streams:
    """All randomness of a run, from one seed."""

    seed: int

    def generator(self, *purpose: str | int) -> np.random.Generator:
        """A generator of its own for one purpose, for instance ("prices", "ETH")."""
        return np.random.default_rng([self.seed, int(name_key(*purpose))])

    def draws(self, entities: KeyArray, *purpose: str | int) -> Draws:
        """Draws of a group of entities for one purpose."""
        return Draws(entities, name_key(self.seed, *purpose))
