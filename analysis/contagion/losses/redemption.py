"""Vaults whose debt is redeemed: they give collateral worth its face at the oracle's price, which may be worth more or less."""

import numpy as np

from firesale.analysis.contagion.losses.shares import Shares, one_bearer, shares
from firesale.analysis.tables import RunTables
from firesale.market.events import Redeemed


def redemption(tables: RunTables) -> Shares:
    """Each row of `Redeemed` is one loss of a vault, in coins, counted at 1: collateral drawn less debt cancelled. The position behind it is that of
    who redeemed.

    Collateral at fundamental prices, or the oracle's where it has none. The fee is no loss of the vault: it is kept from who redeems.
    """
    rows = tables.table(Redeemed)
    fundamental = tables.fundamental(rows["collateral"], rows["step"])
    price = np.where(np.isnan(fundamental), rows["collateral_price"], fundamental)
    rows = rows.assign(number=np.arange(len(rows)), amount=rows["drawn"] * price - rows["amount"], price=1.0)
    borne = one_bearer(rows, "redeemed vaults", rows["borrower"])
    return shares(rows.assign(path="redemption", origin="redeemer", owner=rows["account"]), borne)
