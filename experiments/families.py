"""The families of parts and their registries, by the interface that a field asks for."""

from firesale.market.auctions import PRICE_CURVES
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.backstops import BACKSTOPS
from firesale.market.backstops.base import Backstop
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.margin import MARGINS
from firesale.market.margin.base import MarginRule
from firesale.market.oracles import ORACLES
from firesale.market.oracles.base import Oracle
from firesale.market.ordering import ORDERINGS
from firesale.market.ordering.base import Ordering
from firesale.market.prices import PRICES
from firesale.market.prices.base import PriceProcess
from firesale.market.rates import RATES
from firesale.market.rates.base import RateModel
from firesale.market.redemption import REDEMPTIONS
from firesale.market.redemption.base import Redemption
from firesale.market.registry import Registry
from firesale.market.venues import VENUES
from firesale.market.venues.base import VenueTerms

FAMILIES: dict[type, Registry] = {
    PriceProcess: PRICES,
    Oracle: ORACLES,
    RateModel: RATES,
    MarginRule: MARGINS,
    LiquidationMechanism: LIQUIDATIONS,
    PriceCurve: PRICE_CURVES,
    Backstop: BACKSTOPS,
    Ordering: ORDERINGS,
    Redemption: REDEMPTIONS,
    VenueTerms: VENUES,
}
