"""How much of what was liquidated and lost came through which channel."""

import pandas as pd

from firesale.analysis.contagion.ancestry import Ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.channel_names import CHANNELS, CONTAGIOUS, OWN_LIQUIDATION, RESIDUAL

OUTSIDE = tuple(name for name in CHANNELS if name not in CONTAGIOUS)
"""Channels that do not come from another liquidation."""


def weights_by_channel(attribution: Attribution, name: str = "weight") -> pd.DataFrame:
    """The weight of each channel in each liquidation (n, channels), 1 in sum; whatever has no cause at all is residual.

    `name`: weight (in the loss of health, for what was liquidated) or loss_weight (in the loss of equity, for bad debt).
    """
    table = attribution.parts.groupby(["liquidation", "channel"])[name].sum().unstack("channel")  # noqa: PD010
    table = table.reindex(index=attribution.liquidations.index, columns=list(CHANNELS)).fillna(0.0)
    table[RESIDUAL] += 1.0 - table.sum(axis=1)
    return table.where(table.abs() > NOTHING, 0.0)


def origins(attribution: Attribution, ancestry: Ancestry) -> pd.DataFrame:
    """What each liquidation comes from at first (n, channels outside the cascade), 1 in sum: parents are followed back to the roots.

    A claim that lost value without any liquidation behind it, and a cause that nobody can name, are residual.
    """
    direct = weights_by_channel(attribution)[list(OUTSIDE)]
    first = pd.DataFrame(ancestry.origins(direct.to_numpy()), index=direct.index, columns=direct.columns)
    first[RESIDUAL] += 1.0 - first.sum(axis=1)
    return first.where(first.abs() > NOTHING, 0.0)


def origins_of_loss(attribution: Attribution, ancestry: Ancestry) -> pd.DataFrame:
    """The same for the loss of equity. What a liquidation took itself comes from where the liquidation does; what came through other
    liquidations comes from where the part of its health that they took does.
    """
    first, direct = origins(attribution, ancestry), weights_by_channel(attribution, "loss_weight")
    inherited = first - weights_by_channel(attribution)[list(OUTSIDE)]
    total = inherited.sum(axis=1)
    inherited = inherited.div(total.where(total > NOTHING), axis=0).fillna(first)
    from_others = direct[[name for name in CONTAGIOUS if name != OWN_LIQUIDATION]].sum(axis=1)
    own = first.mul(direct[OWN_LIQUIDATION], axis=0)
    return direct[list(OUTSIDE)] + inherited.mul(from_others, axis=0) + own


def channel_totals(attribution: Attribution, ancestry: Ancestry) -> pd.DataFrame:
    """By channel: debt liquidated and bad debt (numeraire), with their shares of the whole, directly and at first.

    Columns: debt, share_of_debt, loss, share_of_loss, and the same beginning with `first_`, where what came through other liquidations is
    counted with what these came from. Only channels that occur, in their usual order.
    """
    debt, loss = attribution.liquidations["debt_value"], attribution.liquidations["bad_debt"]
    amounts = {
        "debt": (weights_by_channel(attribution), debt),
        "loss": (weights_by_channel(attribution, "loss_weight"), loss),
        "first_debt": (origins(attribution, ancestry), debt),
        "first_loss": (origins_of_loss(attribution, ancestry), loss),
    }
    columns = {}
    for name, (weights, value) in amounts.items():
        amount = weights.mul(value, axis=0).sum()
        columns[name] = amount
        columns[name.replace("debt", "share_of_debt").replace("loss", "share_of_loss")] = amount / max(
            float(value.sum()), SMALLEST
        )
    table = pd.DataFrame(columns).reindex(list(CHANNELS)).fillna(0.0).rename_axis("channel")
    return table[(table.abs() > NOTHING).any(axis=1)]


def channels_over_time(attribution: Attribution) -> pd.DataFrame:
    """Debt liquidated (numeraire) by step (rows) and channel (columns, those that occur in their usual order)."""
    value = weights_by_channel(attribution).mul(attribution.liquidations["debt_value"], axis=0)
    table = value.groupby(attribution.liquidations["step"]).sum()
    return table.loc[:, (table > NOTHING).any(axis=0)]


def intermediaries(attribution: Attribution) -> pd.DataFrame:
    """Through which asset and which oracle harm came: debt liquidated and bad debt (numeraire) by channel, exchange, asset and oracle."""
    parts = attribution.parts[attribution.parts[["weight", "loss_weight"]].any(axis=1)]
    found = attribution.liquidations
    rows = parts.assign(
        debt=parts["weight"] * found["debt_value"].reindex(parts["liquidation"]).to_numpy(),
        loss=parts["loss_weight"] * found["bad_debt"].reindex(parts["liquidation"]).to_numpy(),
    )
    table = rows.groupby(["channel", "exchange", "asset", "oracle"], as_index=False)[["debt", "loss"]].sum()
    return table.sort_values("debt", ascending=False, kind="stable", ignore_index=True)


NOTHING = 1e-12
SMALLEST = 1e-300
