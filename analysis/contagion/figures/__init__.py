"""Pictures of contagion: each takes `RunTables` and `Findings` and returns a matplotlib `Figure`; one file each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matplotlib.figure import Figure

from firesale.analysis.contagion.figures.before_and_after import before_and_after
from firesale.analysis.contagion.figures.cascade_tree import cascade_tree
from firesale.analysis.contagion.figures.channel_stack import channel_stack
from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.contagion.figures.matrix_heat_map import matrix_heat_map
from firesale.analysis.contagion.figures.tree_sizes import tree_sizes
from firesale.analysis.contagion.figures.who_bore import who_bore
from firesale.analysis.tables import RunTables

FIGURES: Mapping[str, Callable[[RunTables, Findings], Figure]] = MappingProxyType(
    {
        "cascade_tree": cascade_tree,
        "channel_stack": channel_stack,
        "matrix_heat_map": matrix_heat_map,
        "tree_sizes": tree_sizes,
        "before_and_after": before_and_after,
        "who_bore": who_bore,
    }
)
