"""Who bears the loss that is left."""

from firesale.market.backstops.assessment import Assessment
from firesale.market.backstops.auto_deleveraging import AutoDeleveraging
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.backstops.gains_haircut import GainsHaircut
from firesale.market.backstops.insurance_fund import InsuranceFund
from firesale.market.backstops.liquidator_vault import LiquidatorVault
from firesale.market.backstops.own_capital import OwnCapital
from firesale.market.backstops.own_contribution import OwnContribution
from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.backstops.redistribution import Redistribution
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.backstops.stability_pool import StabilityDraw
from firesale.market.registry import registry

BACKSTOPS = registry(
    reserves=Reserves,
    socialisation=Socialisation,
    own_contribution=OwnContribution,
    own_capital=OwnCapital,
    default_fund=DefaultFund,
    assessment=Assessment,
    gains_haircut=GainsHaircut,
    recapitalisation=Recapitalisation,
    stability_pool=StabilityDraw,
    redistribution=Redistribution,
    insurance_fund=InsuranceFund,
    liquidator_vault=LiquidatorVault,
    auto_deleveraging=AutoDeleveraging,
)
