"""How channels look in every picture: one colour each, hatched where colours run out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from firesale.analysis.contagion.channel_names import CHANNELS
from firesale.analysis.style import INK, PALETTE, QUIET


@dataclass(frozen=True)
class ChannelLook:
    """Fill, and a hatch for those that share a fill."""

    fill: str
    hatch: str = ""


_BLUE, _ORANGE, _GREEN, _RED, _PINK, _BROWN, _SKY, _GREY = PALETTE

LOOKS: Mapping[str, ChannelLook] = MappingProxyType(
    dict(
        zip(
            CHANNELS,
            (
                ChannelLook(_GREY),  # common shock
                ChannelLook(_RED),  # fire sale
                ChannelLook(_BLUE),  # claim
                ChannelLook(_ORANGE),  # deleveraging
                ChannelLook(_PINK),  # manipulation
                ChannelLook(_GREEN),  # run
                ChannelLook(_SKY),  # liquidity withdrawal
                ChannelLook(_BROWN),  # trading
                ChannelLook(_GREEN, "...."),  # peg
                ChannelLook(_PINK, "...."),  # redemption
                ChannelLook(_GREEN, "////"),  # interest
                ChannelLook(_PINK, "////"),  # parameters
                ChannelLook(_BROWN, "////"),  # funding
                ChannelLook(_ORANGE, "...."),  # soft liquidation
                ChannelLook(_BLUE, "////"),  # redistribution
                ChannelLook(_ORANGE, "////"),  # auto-deleveraging
                ChannelLook(_BLUE, "...."),  # default
                ChannelLook(_SKY, "////"),  # own action
                ChannelLook(_RED, "////"),  # own liquidation
                ChannelLook("#dddddd", "...."),  # residual
            ),
            strict=True,
        )
    )
)
HATCH = INK
UNKNOWN = ChannelLook(QUIET, "xxxx")
"""A channel that is not one of ours."""
