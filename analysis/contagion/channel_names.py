"""The names of the channels through which distress comes to a position, in the order in which they are always shown."""

COMMON_SHOCK = "common shock"
FIRE_SALE = "fire sale"
CLAIM = "claim"
DELEVERAGING = "deleveraging"
MANIPULATION = "manipulation"
RUN = "run"
WITHDRAWAL = "liquidity withdrawal"
TRADING = "trading"
PEG = "peg"
REDEMPTION = "redemption"
INTEREST = "interest"
PARAMETERS = "parameters"
FUNDING = "funding"
SOFT_LIQUIDATION = "soft liquidation"
REDISTRIBUTION = "redistribution"
DELEVERAGED = "auto-deleveraging"
DEFAULT = "default"
OWN_ACTION = "own action"
OWN_LIQUIDATION = "own liquidation"
RESIDUAL = "residual"

CHANNELS = (
    COMMON_SHOCK,
    FIRE_SALE,
    CLAIM,
    DELEVERAGING,
    MANIPULATION,
    RUN,
    WITHDRAWAL,
    TRADING,
    PEG,
    REDEMPTION,
    INTEREST,
    PARAMETERS,
    FUNDING,
    SOFT_LIQUIDATION,
    REDISTRIBUTION,
    DELEVERAGED,
    DEFAULT,
    OWN_ACTION,
    OWN_LIQUIDATION,
    RESIDUAL,
)
CONTAGIOUS = (FIRE_SALE, CLAIM, REDISTRIBUTION, DELEVERAGED, DEFAULT, OWN_LIQUIDATION)
"""Channels whose cause is another liquidation: what makes a cascade."""
FOLLOWED = (FIRE_SALE, CLAIM, DELEVERAGED, DEFAULT)
"""Those whose sources are made of liquidations; the others name their parent themselves."""
