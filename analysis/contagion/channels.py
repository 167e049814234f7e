"""How much of what was liquidated and lost came through which channel."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from firesale.analysis.contagion.ancestry import Ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.attribution.event_columns import names_in
from firesale.analysis.contagion.channel_names import CHANNELS, CONTAGIOUS, OWN_LIQUIDATION, RESIDUAL
from firesale.market.arrays import FloatArray, IntArray

OUTSIDE = tuple(name for name in CHANNELS if name not in CONTAGIOUS)
"""Channels that do not come from another liquidation."""
NOTHING = 1e-12
SMALLEST = 1e-300


def codes_of(names: pd.Series, known: Sequence[str]) -> IntArray:
    """The place of each name (n,) in a list, -1 where it is not there."""
    return names_in(names).places(known)


def weights_by_channel(attribution: Attribution, name: str = "weight") -> pd.DataFrame:
    """The weight of each channel in each liquidation (n, channels), 1 in sum; whatever has no cause at all is residual.

    `name`: weight (in the loss of health, for what was liquidated) or loss_weight (in the loss of equity, for bad debt).
    """
    parts, n, c = attribution.parts, len(attribution.liquidations), len(CHANNELS)
    place = parts["liquidation"].to_numpy() * c + codes_of(parts["channel"], CHANNELS)
    weights = sums(place, parts[name].to_numpy(), n * c).reshape(n, c)
    weights[:, CHANNELS.index(RESIDUAL)] += 1.0 - weights.sum(axis=1)
    columns = pd.Index(CHANNELS, name="channel")
    return pd.DataFrame(_without_crumbs(weights), index=attribution.liquidations.index, columns=columns)


def _without_crumbs(weights: FloatArray) -> FloatArray:
    return np.where(np.abs(weights) > NOTHING, weights, 0.0)


def origins(attribution: Attribution, ancestry: Ancestry) -> pd.DataFrame:
    """What each liquidation comes from at first (n, channels outside the cascade), 1 in sum: parents are followed back to the roots.

    A claim that lost value without any liquidation behind it, and a cause that nobody can name, are residual.
    """
    direct = weights_by_channel(attribution)[list(OUTSIDE)]
    first = ancestry.origins(direct.to_numpy())
    first[:, OUTSIDE.index(RESIDUAL)] += 1.0 - first.sum(axis=1)
    return pd.DataFrame(_without_crumbs(first), index=direct.index, columns=direct.columns)


def origins_of_loss(attribution: Attribution, first: pd.DataFrame) -> pd.DataFrame:
    """The same for the loss of equity, given what each liquidation comes from at `first`.

    What a liquidation took itself comes from where the liquidation does; what came through other liquidations comes from where the part of
    its health that they took does.
    """
    direct = weights_by_channel(attribution, "loss_weight")
    inherited = first.to_numpy() - weights_by_channel(attribution)[list(OUTSIDE)].to_numpy()
    total = inherited.sum(axis=1, keepdims=True)
    inherited = np.divide(inherited, total, out=first.to_numpy(copy=True), where=total > NOTHING)
    others = direct[[name for name in CONTAGIOUS if name != OWN_LIQUIDATION]].sum(axis=1).to_numpy()
    own = first.to_numpy() * direct[OWN_LIQUIDATION].to_numpy()[:, None]
    found: pd.DataFrame = direct[list(OUTSIDE)] + inherited * others[:, None] + own
    return found


def channel_totals(attribution: Attribution, ancestry: Ancestry) -> pd.DataFrame:
    """By channel: debt liquidated and bad debt (numeraire), with their shares of the whole, directly and at first.

    Columns: debt, share_of_debt, loss, share_of_loss, and the same beginning with `first_`, where what came through other liquidations is
    counted with what these came from. Only channels that occur, in their usual order.
    """
    debt, loss = attribution.liquidations["debt_value"], attribution.liquidations["bad_debt"]
    first = origins(attribution, ancestry)
    amounts = {
        "debt": (weights_by_channel(attribution), debt),
        "loss": (weights_by_channel(attribution, "loss_weight"), loss),
        "first_debt": (first, debt),
        "first_loss": (origins_of_loss(attribution, first), loss),
    }
    columns = {}
    for name, (weights, value) in amounts.items():
        amount = pd.Series(value.to_numpy() @ weights.to_numpy(), index=weights.columns).reindex(list(CHANNELS))
        columns[name] = amount.fillna(0.0)
        share = name.replace("debt", "share_of_debt").replace("loss", "share_of_loss")
        columns[share] = columns[name] / max(float(value.sum()), SMALLEST)
    table = pd.DataFrame(columns).rename_axis("channel")
    return table[(table.abs() > NOTHING).any(axis=1)]


def channels_over_time(attribution: Attribution) -> pd.DataFrame:
    """Debt liquidated (numeraire) by step (rows) and channel (columns, those that occur in their usual order)."""
    value = weights_by_channel(attribution).mul(attribution.liquidations["debt_value"], axis=0)
    table = value.groupby(attribution.liquidations["step"]).sum()
    return table.loc[:, (table > NOTHING).any(axis=0)]


def intermediaries(attribution: Attribution) -> pd.DataFrame:
    """Through which asset and which oracle harm came: debt liquidated and bad debt (numeraire) by channel, exchange, asset and oracle."""
    parts, found = attribution.parts, attribution.liquidations
    parts = parts[(parts["weight"] > 0.0) | (parts["loss_weight"] > 0.0)]
    liquidation = parts["liquidation"].to_numpy()
    rows = parts[["channel", "exchange", "asset", "oracle"]].assign(
        debt=parts["weight"].to_numpy() * found["debt_value"].to_numpy()[liquidation],
        loss=parts["loss_weight"].to_numpy() * found["bad_debt"].to_numpy()[liquidation],
    )
    table = rows.groupby(["channel", "exchange", "asset", "oracle"], as_index=False)[["debt", "loss"]].sum()
    return table.sort_values("debt", ascending=False, kind="stable", ignore_index=True)
