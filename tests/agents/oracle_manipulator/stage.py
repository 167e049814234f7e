"""A pool that believes a thin exchange, a bank that lends for the length of a transaction, and the rest of the world. The last two accounts lend."""

from collections.abc import Sequence
from dataclasses import replace

from firesale.market.actions import Supply
from firesale.market.founding import OracleTerms
from firesale.market.market import Market
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.spot import Spot
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.order_book import OrderBookTerms
from tests.markets import POOL, give, small_market

SPOT = Spot()


def stage(
    oracle: Oracle = SPOT,
    sources: Sequence[str] = ("thin",),
    *,
    players: int = 2,
    cash: float = 100_000.0,
    bank: float = 1_000_000.0,
    fee: float = 0.003,
    flash_fee: float = 0.0005,
) -> Market:
    """The thin exchange holds 100 ETH and 200,000 USDC; the pool lends 0.8 of its believed value against ETH and holds `cash` USDC."""
    venues = {
        "thin": ConstantProductTerms("ETH", "USDC", base_reserve=100.0, fee=fee),
        "other": ConstantProductTerms("ETH", "USDC", base_reserve=100.0, fee=fee),
        "third": ConstantProductTerms("ETH", "USDC", base_reserve=100.0, fee=fee),
        "world": OrderBookTerms("ETH", "USDC", depth=1e7, fee=0.0005, half_life=1.0, permanent_share=0.0),
        "pool": replace(POOL, oracle="thin", flash_fee=flash_fee),
        "bank": replace(POOL, flash_fee=flash_fee),
    }
    oracles = {"fair": OracleTerms(SPOT), "thin": OracleTerms(oracle, tuple(sources))}
    market = small_market(players + 2, venues=venues, oracles=oracles)
    for account, pool, amount in ((players, "pool", cash), (players + 1, "bank", bank)):
        if amount > 0.0:
            give(market, account, "USDC", amount)
            market.execute([Supply(account=account, venue=pool, asset="USDC", amount=amount)], 0)
    market.site.log.step, market.site.log.time = 1, 12.0
    market.report_prices()
    market.check()
    return market
