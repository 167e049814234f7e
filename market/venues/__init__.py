"""Places that hold assets and take actions."""

from firesale.market.registry import registry
from firesale.market.venues.clearing.clearing_house import ClearingHouseTerms
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.kinds import LENDING
from firesale.market.venues.perpetuals.venue import PerpetualsTerms
from firesale.market.venues.vaults.vaults import VaultsOpening

VENUES = registry(
    **EXCHANGES,
    **LENDING,
    perpetuals=PerpetualsTerms,
    clearing_house=ClearingHouseTerms,
    vaults=VaultsOpening,
)
