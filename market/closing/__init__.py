"""On what terms an unsafe perpetual position is closed."""

from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.closing.fixed_discount import FixedDiscount
from firesale.market.registry import registry

CLOSINGS = registry(fillable_price=FillablePrice, fixed_discount=FixedDiscount)
