"""One number, or a few named ones, from one run; one file each."""

from collections.abc import Mapping
from types import MappingProxyType

from firesale.analysis.metrics.attack import Attack
from firesale.analysis.metrics.auction_revenue import AuctionRevenue
from firesale.analysis.metrics.bad_debt import BadDebt
from firesale.analysis.metrics.base import Metric
from firesale.analysis.metrics.capital_efficiency import CapitalEfficiency
from firesale.analysis.metrics.cascade_length import CascadeLength
from firesale.analysis.metrics.contagion import Contagion
from firesale.analysis.metrics.default_fund_used import DefaultFundUsed
from firesale.analysis.metrics.deleveraged import Deleveraged
from firesale.analysis.metrics.fees import Fees
from firesale.analysis.metrics.insurance_fund import InsuranceFund
from firesale.analysis.metrics.largest_cascade import LargestCascade
from firesale.analysis.metrics.lender_loss import LenderLoss
from firesale.analysis.metrics.liquidated_collateral import LiquidatedCollateral
from firesale.analysis.metrics.liquidated_debt import LiquidatedDebt
from firesale.analysis.metrics.liquidations import Liquidations
from firesale.analysis.metrics.liquidator_profit import LiquidatorProfit
from firesale.analysis.metrics.loss_versus_rebalancing import LossVersusRebalancing
from firesale.analysis.metrics.margin_called import MarginCalled
from firesale.analysis.metrics.margin_procyclicality import MarginProcyclicality
from firesale.analysis.metrics.peg_deviation import PegDeviation
from firesale.analysis.metrics.perpetual_liquidations import PerpetualLiquidations
from firesale.analysis.metrics.price_overshoot import PriceOvershoot
from firesale.analysis.metrics.refusals import Refusals
from firesale.analysis.metrics.refused_withdrawals import RefusedWithdrawals
from firesale.analysis.metrics.soft_liquidation_loss import SoftLiquidationLoss
from firesale.analysis.metrics.stability_pool_loss import StabilityPoolLoss
from firesale.analysis.metrics.trader_bad_debt import TraderBadDebt
from firesale.analysis.metrics.wealth_by_role import WealthByRole
from firesale.analysis.metrics.zero_bid_share import ZeroBidShare

METRICS: Mapping[str, type[Metric]] = MappingProxyType(
    {
        "bad_debt": BadDebt,
        "lender_loss": LenderLoss,
        "liquidations": Liquidations,
        "liquidated_debt": LiquidatedDebt,
        "liquidated_collateral": LiquidatedCollateral,
        "cascade_length": CascadeLength,
        "largest_cascade": LargestCascade,
        "contagion": Contagion,
        "price_overshoot": PriceOvershoot,
        "capital_efficiency": CapitalEfficiency,
        "liquidator_profit": LiquidatorProfit,
        "perpetual_liquidations": PerpetualLiquidations,
        "deleveraged": Deleveraged,
        "insurance_fund": InsuranceFund,
        "trader_bad_debt": TraderBadDebt,
        "attack": Attack,
        "loss_versus_rebalancing": LossVersusRebalancing,
        "soft_liquidation_loss": SoftLiquidationLoss,
        "wealth_by_role": WealthByRole,
        "refused_withdrawals": RefusedWithdrawals,
        "refusals": Refusals,
        "fees": Fees,
        "margin_called": MarginCalled,
        "default_fund_used": DefaultFundUsed,
        "margin_procyclicality": MarginProcyclicality,
        "peg_deviation": PegDeviation,
        "stability_pool_loss": StabilityPoolLoss,
        "zero_bid_share": ZeroBidShare,
        "auction_revenue": AuctionRevenue,
    }
)
