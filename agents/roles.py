"""The roles of the game: the Mesa agent of each and the strategies that it may play."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from firesale.agents.arbitrageur import STRATEGIES as ARBITRAGEUR
from firesale.agents.arbitrageur.agent import Arbitrageur
from firesale.agents.base import MarketAgent
from firesale.agents.clearing_member import STRATEGIES as CLEARING_MEMBER
from firesale.agents.clearing_member.agent import ClearingMember
from firesale.agents.lender import STRATEGIES as LENDER
from firesale.agents.lender.agent import Lender
from firesale.agents.leveraged_trader import STRATEGIES as LEVERAGED_TRADER
from firesale.agents.leveraged_trader.agent import LeveragedTrader
from firesale.agents.liquidator import STRATEGIES as LIQUIDATOR
from firesale.agents.liquidator.agent import Liquidator
from firesale.agents.liquidity_provider import STRATEGIES as LIQUIDITY_PROVIDER
from firesale.agents.liquidity_provider.agent import LiquidityProvider
from firesale.agents.noise_trader import STRATEGIES as NOISE_TRADER
from firesale.agents.noise_trader.agent import NoiseTrader
from firesale.agents.oracle_manipulator import STRATEGIES as ORACLE_MANIPULATOR
from firesale.agents.oracle_manipulator.agent import OracleManipulator
from firesale.agents.risk_manager import STRATEGIES as RISK_MANAGER
from firesale.agents.risk_manager.agent import RiskManager
from firesale.market.registry import Registry


@dataclass(frozen=True)
class Role:
    """Who it is, and how it may play."""

    agent: type[MarketAgent]
    strategies: Registry


ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "leveraged_trader": Role(LeveragedTrader, LEVERAGED_TRADER),
        "liquidator": Role(Liquidator, LIQUIDATOR),
        "oracle_manipulator": Role(OracleManipulator, ORACLE_MANIPULATOR),
        "lender": Role(Lender, LENDER),
        "arbitrageur": Role(Arbitrageur, ARBITRAGEUR),
        "liquidity_provider": Role(LiquidityProvider, LIQUIDITY_PROVIDER),
        "clearing_member": Role(ClearingMember, CLEARING_MEMBER),
        "noise_trader": Role(NoiseTrader, NOISE_TRADER),
        "risk_manager": Role(RiskManager, RISK_MANAGER),
    }
)
