"""The families of parts and their registries, by the interface that a field asks for."""

from firesale.market.auctions import PRICE_CURVES
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.backstops import BACKSTOPS
from firesale.market.backstops.base import Backstop
from firesale.market.closing import CLOSINGS
from firesale.market.closing.base import ClosingRule
from firesale.market.contracts import CONTRACTS
from firesale.market.contracts.base import Contract
from firesale.market.deleveraging import DELEVERAGINGS
from firesale.market.deleveraging.base import Deleveraging
from firesale.market.funding import FUNDINGS
from firesale.market.funding.base import FundingRule
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.margin import MARGINS
from firesale.market.margin.base import MarginRule
from firesale.market.margin_engines import MARGIN_ENGINES
from firesale.market.margin_engines.base import MarginEngine
from firesale.market.modes import MODES
from firesale.market.modes.efficiency_mode import EfficiencyMode
from firesale.market.oracles import ORACLES
from firesale.market.oracles.base import Oracle
from firesale.market.ordering import ORDERINGS
from firesale.market.ordering.base import Ordering
from firesale.market.portfolio_margin import PORTFOLIO_MARGINS
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.prices import PRICES
from firesale.market.prices.base import PriceProcess
from firesale.market.rates import RATES
from firesale.market.rates.base import RateModel
from firesale.market.redemption import REDEMPTIONS
from firesale.market.redemption.base import Redemption
from firesale.market.registry import Registry
from firesale.market.requirements import REQUIREMENTS
from firesale.market.requirements.base import Requirement
from firesale.market.venues import VENUES
from firesale.market.venues.base import VenueTerms

FAMILIES: dict[type, Registry] = {
    PriceProcess: PRICES,
    Oracle: ORACLES,
    RateModel: RATES,
    MarginRule: MARGINS,
    EfficiencyMode: MODES,
    LiquidationMechanism: LIQUIDATIONS,
    PriceCurve: PRICE_CURVES,
    Backstop: BACKSTOPS,
    Ordering: ORDERINGS,
    Requirement: REQUIREMENTS,
    FundingRule: FUNDINGS,
    ClosingRule: CLOSINGS,
    Deleveraging: DELEVERAGINGS,
    VenueTerms: VENUES,
    Contract: CONTRACTS,
    PortfolioMargin: PORTFOLIO_MARGINS,
    MarginEngine: MARGIN_ENGINES,
    Redemption: REDEMPTIONS,
}
