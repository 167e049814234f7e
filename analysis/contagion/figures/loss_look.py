"""How paths of losses look: one colour each, hatched where colours run out."""

from collections.abc import Mapping
from types import MappingProxyType

from firesale.analysis.contagion.figures.channel_look import UNKNOWN, ChannelLook
from firesale.analysis.contagion.losses.paths import PATHS
from firesale.analysis.style import PALETTE

_BLUE, _ORANGE, _GREEN, _RED, _PINK, _BROWN, _SKY, _GREY = PALETTE

LOSS_LOOKS: Mapping[str, ChannelLook] = MappingProxyType(
    dict(
        zip(
            PATHS,
            (
                ChannelLook(_SKY, "////"),  # surplus
                ChannelLook(_SKY),  # reserves
                ChannelLook(_BLUE),  # socialisation
                ChannelLook(_PINK),  # recapitalisation
                ChannelLook(_GREEN),  # stability pool
                ChannelLook(_BROWN),  # redistribution
                ChannelLook(_ORANGE, "////"),  # redemption
                ChannelLook(_SKY, "...."),  # insurance fund
                ChannelLook(_BROWN, "////"),  # take-over
                ChannelLook(_ORANGE),  # deleveraging
                ChannelLook(_GREY),  # own contribution
                ChannelLook(_GREY, "////"),  # own capital
                ChannelLook(_BLUE, "////"),  # default fund
                ChannelLook(_GREEN, "////"),  # assessment
                ChannelLook(_PINK, "////"),  # gains haircut
                ChannelLook(_RED),  # uncovered
            ),
            strict=True,
        )
    )
)


def loss_look(path: str) -> ChannelLook:
    """The look of a path; one of nobody's for what is not among ours."""
    return LOSS_LOOKS.get(path, UNKNOWN)
