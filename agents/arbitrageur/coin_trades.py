"""How many coins to buy and redeem, or to mint and sell: where the last one earns nothing."""

from firesale.market.venues.curve import Curve
from firesale.market.venues.vaults.vaults_quote import VaultsQuote

HALVINGS = 60
"""Enough to find an amount to the last digits of a float."""


def best_redemption(coins: Curve, collateral: Curve, vaults: VaultsQuote) -> float:
    """Numeraire to spend on coins, redeemed for collateral that is sold at once; 0 if no amount earns anything.

    The fee rises with what is redeemed and the collateral falls with what is sold, so the last unit earns less than the one before.
    """
    if coins.price >= (1.0 - vaults.redemption_fee(0.0)) * (1.0 - coins.fee) * (1.0 - collateral.fee):
        return 0.0
    low, high = 0.0, coins.purchase_to_reach(1.0)
    for _ in range(HALVINGS):
        first, second = low + (high - low) / 3.0, high - (high - low) / 3.0
        if redemption_profit(coins, collateral, vaults, first) < redemption_profit(coins, collateral, vaults, second):
            low = first
        else:
            high = second
    return low if redemption_profit(coins, collateral, vaults, low) > 0.0 else 0.0


def redemption_profit(coins: Curve, collateral: Curve, vaults: VaultsQuote, spent: float) -> float:
    """Numeraire earned by spending so much on coins to redeem; the oracle says how much collateral a coin brings."""
    if spent <= 0.0:
        return 0.0
    bought = min(coins.bought(spent), vaults.owed)
    price = float(vaults.collateral_price[vaults.collaterals.index(collateral.base)])
    paid = bought * (1.0 - vaults.redemption_fee(bought)) / price
    return collateral.proceeds(paid) - spent


def best_minting(coins: Curve, vaults: VaultsQuote) -> float:
    """Coins to mint and sell so that the last one brings what it costs to owe it, 1 + fee; 0 if the first does not."""
    dear = 1.0 + vaults.borrowing_fee
    if coins.marginal_sale(0.0) <= dear:
        return 0.0
    low, high = 0.0, coins.sale_to_reach(dear)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if coins.marginal_sale(middle) > dear else (low, middle)
    return low
