"""What banks owe, in which rank, and what they have to pay it with."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from firesale.analysis.contagion.models.fixed_point import ROUNDING
from firesale.analysis.contagion.models.inputs import Network, choice, network, number, vector
from firesale.market.arrays import BoolArray, FloatArray

Seniority = Literal["pari_passu", "external_first"]


@dataclass(frozen=True, slots=True)
class Obligations:
    """The debts of n banks to each other and to external creditors."""

    owed: FloatArray  # (n,), paid in proportion: to banks, and to external creditors if they rank with them
    senior: FloatArray  # (n,), paid before: to external creditors if they come first
    assets: FloatArray  # (n,), external
    shares: FloatArray  # (n, n): of what j pays of `owed`, the part that goes to bank i
    interbank: FloatArray  # (n,), the part of `owed` that is owed to banks
    alpha: float  # part of external assets that a default leaves
    beta: float  # part of interbank assets that a default leaves

    def solvent(self, paid: FloatArray) -> BoolArray:
        """Who can pay all that it owes but for rounding, if others pay `paid`, (n,)."""
        return self.assets + self.shares @ paid >= (self.senior + self.owed) * (1.0 - ROUNDING)

    def worth(self, paid: FloatArray, defaults: BoolArray) -> FloatArray:
        """Assets of each bank after costs of default, (n,), if others pay `paid`."""
        received = self.shares @ paid
        return np.where(defaults, self.alpha * self.assets + self.beta * received, self.assets + received)


def obligations(
    liabilities: Network,
    external_assets: npt.ArrayLike,
    external_liabilities: npt.ArrayLike,
    alpha: float,
    beta: float,
    seniority: Seniority,
) -> Obligations:
    """The same, checked, from what users give. Raises BadValueError."""
    choice("seniority", seniority, ("pari_passu", "external_first"))
    debts = network("liabilities", liabilities)
    external = vector("external_liabilities", external_liabilities, len(debts))
    interbank = debts.sum(axis=1)
    owed = interbank if seniority == "external_first" else interbank + external
    return Obligations(
        owed=owed,
        senior=external if seniority == "external_first" else np.zeros_like(external),
        assets=vector("external_assets", external_assets, len(debts)),
        shares=np.divide(debts, owed[:, None], out=np.zeros_like(debts), where=owed[:, None] > 0.0).T,
        interbank=interbank,
        alpha=number("alpha", alpha, 0.0, 1.0),
        beta=number("beta", beta, 0.0, 1.0),
    )
