"""Stationary block bootstrap: nothing is fitted but the length of a block."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.experiments.calibration.base import Calibration, Estimate, Fit
from firesale.experiments.calibration.block_length import block_length
from firesale.experiments.price_history import History

SHORT = 10.0  # blocks in the history below which paths are hardly new ones


class BlockBootstrapFit(Calibration):
    """The longer of the block lengths for returns and for their sizes, so that calm and wild times stay together; the longest of all assets."""

    kind = "block_bootstrap"
    method = "block length by Politis and White"

    @override
    def fit(self, history: History, asset: str) -> Fit:
        returns = history.of(asset)
        length = max(block_length(returns), block_length(np.abs(returns)))
        few = f"only {len(returns) / length:.0f} blocks in the data" if len(returns) < SHORT * length else ""
        table = {"kind": self.kind, "returns": {asset: returns.tolist()}, "spacing": history.spacing}
        return Fit(
            self.kind,
            asset,
            (Estimate("block_length", length, float("nan"), few),),
            {**table, "block_length": length},
            float("nan"),
            0,
            len(returns),
            ("no likelihood: nothing happens that has not happened in the data",),
        )

    @override
    def together(self, history: History, fits: Sequence[Fit]) -> dict[str, Any]:
        longest = max(fit.prices["block_length"] for fit in fits)
        columns = {fit.asset: fit.prices["returns"][fit.asset] for fit in fits}
        return {"kind": self.kind, "returns": columns, "spacing": history.spacing, "block_length": longest}
