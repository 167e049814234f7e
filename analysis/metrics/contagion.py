"""How much of what was liquidated was brought about by other liquidations, and by what else."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.contagion.channel_names import CHANNELS
from firesale.analysis.contagion.contagion import contagion
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables


class Contagion(Metric):
    """How many liquidations one sets off directly, on average; liquidations and generations of the largest cascade tree; debt liquidated by
    the channel through which positions became unsafe.

    The loss of health of each liquidated position since it was last safe is split by its sources; what helped weighs nothing. Ignores how large
    the loss was: a position that was far in the red counts like one at the threshold.
    """

    unit = NUMERAIRE
    units = MappingProxyType(
        {
            "branching_ratio": "liquidations per liquidation",
            "largest_tree": "liquidations",
            "generations": "generations",
        }
    )

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        found = contagion(tables)
        trees = found.forest.trees
        debt = found.channels["debt"]
        return {
            "branching_ratio": found.branching.ratio,
            "largest_tree": float(trees["size"].max()) if len(trees) else 0.0,
            "generations": float(trees["depth"].max()) if len(trees) else 0.0,
            **{f"debt.{name.replace(' ', '_')}": float(debt.get(name, 0.0)) for name in CHANNELS},
        }
