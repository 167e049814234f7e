"""Parts of the attribution put together for a run written by hand."""

from firesale.analysis.contagion.attribution.batches import batches_of
from firesale.analysis.contagion.attribution.change_rows import Histories
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.indexes import Indexes
from firesale.analysis.contagion.attribution.live_prices import Levels, levels_of
from firesale.analysis.contagion.attribution.pool_factors import FactorMaker, PoolFactors
from firesale.analysis.contagion.attribution.pool_values import PoolValues
from firesale.analysis.contagion.attribution.positions import PoolChanges, changes_of
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written


class Rebuilt:
    """A run, up to the value and the changes of the positions of its pools."""

    def __init__(self, run: Written) -> None:
        self.events, self.sources = EventColumns(run.tables()), Sources()
        self.levels: Levels = levels_of(self.events)
        self.reports = Reports(self.events, self.levels, self.sources)
        self.indexes = Indexes(self.events, self.sources)
        self.maker = FactorMaker(self.events.tables, self.reports, self.indexes)
        self.histories = Histories(self.events)

    def factors(self, pool: str = "p") -> PoolFactors:
        return self.maker.pool(pool)

    def changes(self, factors: PoolFactors) -> PoolChanges:
        return changes_of(self.histories, self.events.ints(Liquidated, "sequence"), factors, batches_of(self.events))

    def pool(self, name: str = "p") -> tuple[PoolChanges, PoolValues]:
        factors = self.factors(name)
        return self.changes(factors), PoolValues(factors)
