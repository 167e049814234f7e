"""A market of three pools in a chain.

Pool A lends USDC against ETH. Pool B takes A's receipts as collateral and lends ETH; C takes B's receipts and lends USDC.
"""

from dataclasses import replace

import numpy as np

from firesale.market.actions import Borrow, Liquidate, PostCollateral, Supply
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from tests.markets import POOL, give, refusals, small_market

LENDER, MIDDLE, LAST, BORROWER, LIQUIDATOR = 0, 1, 2, 3, 4


def lending(collateral: str, debt: str) -> object:
    return replace(
        POOL,
        collateral=(collateral,),
        debt=(debt,),
        margin=LoanToValue(np.array([0.8]), np.array([0.9])),
        liquidation=FixedSpread(np.array([0.0]), protocol_fee=0.0, full_close_value=1e9, dust_value=0.0),
        backstops=(Socialisation(),),
        collateral_cap=np.array(np.inf),
    )


def chain(loss_free: frozenset[tuple[str, str]] = frozenset()) -> Market:
    """MIDDLE deposits 10,000 in A, pledges the receipts in B and borrows 3 ETH; LAST deposits 5 ETH in B, pledges in C, borrows 5000."""
    venues = {"A": lending("ETH", "USDC"), "B": lending("A:USDC", "ETH"), "C": lending("B:ETH", "USDC")}
    market = small_market(5, venues=venues, loss_free=loss_free)  # type: ignore[arg-type]
    give(market, MIDDLE, "USDC", 10_000.0)
    give(market, LAST, "ETH", 5.0)
    give(market, BORROWER, "ETH", 6.0)
    give(market, LENDER, "USDC", 20_000.0)
    give(market, LIQUIDATOR, "USDC", 1e6)
    assert (
        refusals(
            market,
            Supply(account=MIDDLE, venue="A", asset="USDC", amount=10_000.0),
            PostCollateral(account=MIDDLE, venue="B", asset="A:USDC", amount=10_000.0),
            Supply(account=LAST, venue="B", asset="ETH", amount=5.0),
            PostCollateral(account=LAST, venue="C", asset="B:ETH", amount=5.0),
            Supply(account=LENDER, venue="C", asset="USDC", amount=10_000.0),
            Borrow(account=MIDDLE, venue="B", asset="ETH", amount=3.0),
            Borrow(account=LAST, venue="C", asset="USDC", amount=5000.0),
            PostCollateral(account=BORROWER, venue="A", asset="ETH", amount=6.0),
            Borrow(account=BORROWER, venue="A", asset="USDC", amount=9000.0),
        )
        == []
    )
    return market


def seize_all(market: Market, pool: str, borrower: int, collateral: str, debt: str) -> None:
    order = Liquidate(
        account=LIQUIDATOR, venue=pool, borrower=borrower, collateral=collateral, debt=debt, repayment=1e9
    )
    assert refusals(market, order) == []
    market.absorb()
    market.check()
    market.audit()
