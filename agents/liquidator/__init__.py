"""Closes unsafe positions for a profit."""

from firesale.agents.liquidator.auction_bidder import AuctionBidder
from firesale.agents.liquidator.auction_keeper import AuctionKeeper
from firesale.agents.liquidator.flash_funded import FlashFunded
from firesale.agents.liquidator.greedy import Greedy
from firesale.agents.liquidator.limited_capital import LimitedCapital
from firesale.agents.liquidator.perpetual_taker import PerpetualTaker
from firesale.agents.liquidator.profit_threshold import ProfitThreshold
from firesale.agents.liquidator.storefront_buyer import StorefrontBuyer
from firesale.agents.liquidator.trigger_liquidation import Trigger
from firesale.agents.liquidator.two_step import TwoStep
from firesale.market.registry import registry

STRATEGIES = registry(
    flash_funded=FlashFunded,
    greedy=Greedy,
    limited_capital=LimitedCapital,
    perpetual_taker=PerpetualTaker,
    profit_threshold=ProfitThreshold,
    trigger_liquidation=Trigger,
    two_step=TwoStep,
    auction_keeper=AuctionKeeper,
    auction_bidder=AuctionBidder,
    storefront_buyer=StorefrontBuyer,
)
