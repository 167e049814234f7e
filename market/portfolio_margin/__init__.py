"""How much margin a portfolio of futures and options needs."""

from firesale.market.portfolio_margin.cross_margin import CrossMargin
from firesale.market.portfolio_margin.expected_shortfall import ExpectedShortfall
from firesale.market.portfolio_margin.gross import Gross
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from firesale.market.portfolio_margin.value_at_risk import ValueAtRisk
from firesale.market.registry import registry

PORTFOLIO_MARGINS = registry(
    scenario_scan=ScenarioScan,
    value_at_risk=ValueAtRisk,
    expected_shortfall=ExpectedShortfall,
    gross=Gross,
    cross_margin=CrossMargin,
)
