"""Why a position changed: by its owner, or by what a liquidation did to it."""

from firesale.analysis.contagion.channel_names import (
    DEFAULT,
    DELEVERAGED,
    OWN_ACTION,
    OWN_LIQUIDATION,
    REDEMPTION,
    REDISTRIBUTION,
    SOFT_LIQUIDATION,
)

CAUSES = (OWN_ACTION, OWN_LIQUIDATION, REDISTRIBUTION, DELEVERAGED, REDEMPTION, DEFAULT, SOFT_LIQUIDATION)
"""Channels of what changes of positions do to them."""
OWNER, LIQUIDATED, REDISTRIBUTED, TAKEN, REDEEMED, DEFAULTED, CONVERTED = range(len(CAUSES))
"""Their places: the owner acted; the position was closed or written off; it got a part of one that was closed; it was closed against one; a
part of its collateral was redeemed; another member defaulted; others traded through
its bands."""
