"""Who bears the loss that is left."""

from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.registry import registry

BACKSTOPS = registry(recapitalisation=Recapitalisation, reserves=Reserves, socialisation=Socialisation)
