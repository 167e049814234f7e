"""Pictures of one run: each takes `RunTables` and returns a matplotlib `Figure`; one file each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matplotlib.figure import Figure

from firesale.analysis.figures.distress import distress
from firesale.analysis.figures.health import health
from firesale.analysis.figures.network import network
from firesale.analysis.figures.prices import prices
from firesale.analysis.figures.wealth import wealth
from firesale.analysis.tables import RunTables

FIGURES: Mapping[str, Callable[[RunTables], Figure]] = MappingProxyType(
    {"prices": prices, "health": health, "distress": distress, "wealth": wealth, "network": network}
)
