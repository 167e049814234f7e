"""What a clearing house clears."""

from firesale.market.contracts.call import Call
from firesale.market.contracts.future import Future
from firesale.market.contracts.put import Put
from firesale.market.registry import registry

CONTRACTS = registry(future=Future, call=Call, put=Put)
