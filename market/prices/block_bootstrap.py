"""Stationary block bootstrap: stretches of observed returns in a new order, all assets together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import Positive, Range
from firesale.market.errors import BadValueError
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.per_asset import check_names
from firesale.market.streams import Streams

Returns = tuple[float, ...]
BlockLength = Annotated[float, Range(1.0, high_excluded=True, unit="returns")]


@dataclass(frozen=True)
class BlockBootstrap(PriceProcess):
    """Log returns are drawn from a history in blocks of random length, the same moments for all assets.

    A scenario gives the history itself, or in place of `returns` and `spacing` a price file: `file`, beside the scenario, and if wanted
    `from`, `to` and `asset`, as `firesale run --prices` takes them. After the last return of the history comes the first. Between two
    returns the log price moves in a straight line. An asset without returns stays at its initial price. Raises BadValueError if assets
    have different numbers of returns.
    Source: Politis and Romano (1994), The stationary bootstrap; block length: Politis and White (2004), with the correction of 2009.
    """

    returns: Mapping[str, Returns] = field(default_factory=dict)  # asset -> log returns, at the same moments for all
    spacing: Positive = 3600.0  # seconds from one return to the next
    block_length: BlockLength = 24.0  # mean length of a block, which is geometric
    centred: bool = (
        False  # take away the mean return of each asset, so that a rise or fall of the history is not repeated
    )

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        lengths = {asset: len(given) for asset, given in self.returns.items()}
        if len(set(lengths.values())) > 1 or 0 in lengths.values():
            raise BadValueError(
                "BlockBootstrap.returns", lengths, "the same number of returns of each asset, at least one"
            )
        for asset, given in self.returns.items():
            if not np.all(np.isfinite(given)):
                raise BadValueError(f"BlockBootstrap.returns.{asset}", "not finite", "finite log returns")

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_names("BlockBootstrap.returns", self.returns, assets)
        prices = np.tile(np.asarray(initial, dtype=np.float64), (len(times), 1))
        if not self.returns:
            return prices
        drawn = self._rows(times[-1] - times[0], streams)
        knots = self.spacing * np.arange(len(drawn) + 1)
        for column, asset in enumerate(assets):
            if asset in self.returns:
                history = np.array(self.returns[asset])
                history = history - history.mean() if self.centred else history
                log_price = np.concatenate([[0.0], np.cumsum(history[drawn])])
                prices[:, column] *= np.exp(np.interp(times - times[0], knots, log_price))
        return prices

    def _rows(self, length: float, streams: Streams) -> IntArray:
        """Which return of the history comes next, until `length` seconds are over."""
        history = len(next(iter(self.returns.values())))
        count = int(np.ceil(length / self.spacing)) + 1
        chance = streams.generator("prices", "blocks").random((count, 2))
        begins = chance[:, 0] < 1.0 / self.block_length
        begins[0] = True
        block = np.flatnonzero(begins)[np.cumsum(begins) - 1]  # row at which the block of each row begins
        rows: IntArray = ((chance[block, 1] * history).astype(np.int64) + np.arange(count) - block) % history
        return rows
