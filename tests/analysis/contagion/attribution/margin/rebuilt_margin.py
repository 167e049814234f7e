"""Markets and margin accounts of a run written by hand."""

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.live_prices import levels_of
from firesale.analysis.contagion.attribution.margin.changes import MarginChanges, margin_changes
from firesale.analysis.contagion.attribution.margin.markets import Markets, markets_of
from firesale.analysis.contagion.attribution.margin.rows import MarginRows, RowReader
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Source, Sources
from tests.analysis.contagion.conftest import Written


class RebuiltMargin:
    """The venue "perps" of a run."""

    def __init__(self, run: Written) -> None:
        self.events, self.sources = EventColumns(run.tables()), Sources()
        self.reports = Reports(self.events, levels_of(self.events), self.sources)
        self.markets: Markets = markets_of(self.events, "perps", self.reports, self.sources)

    def rows(self) -> MarginRows:
        return RowReader(self.events, self.markets).all()

    def changes(self) -> MarginChanges:
        return margin_changes(self.rows(), self.markets)

    def source(self, number: int) -> Source:
        row = self.sources.table().iloc[number]
        return Source(*row.tolist())
