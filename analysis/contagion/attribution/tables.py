"""What was found, as tables for people."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.bad_debts import left_behind
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.exchanges import Fundamentals
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.parts import Parts, Route, weights_of
from firesale.analysis.contagion.attribution.split import Losses
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Liquidated

KEPT = ["step", "round", "time", "sequence", "venue", "borrower", "liquidator", "collateral", "debt"]


def liquidation_table(events: EventColumns, losses: Losses, fundamentals: Fundamentals) -> pd.DataFrame:
    """The liquidations of a run, with the health of each position before and when it was last safe."""
    rows = events.frame(Liquidated).reset_index(drop=True).rename(columns={"account": "liquidator"})
    return rows[KEPT].assign(
        debt_value=rows["repaid"] * rows["debt_price"],
        collateral_value=rows["seized"] * rows["collateral_price"],
        health_before=rows["health_before"].fillna(pd.Series(losses.safe_health - losses.log_loss)),
        health_after=rows["health_after"],
        bad_debt=left_behind(events, len(rows)),
        health_safe=losses.safe_health,
        equity_safe=losses.safe_equity,
        safe_step=fundamentals.step[fundamentals.row_at(losses.safe_moment)],
        log_loss=losses.log_loss,
    )


def parts_table(routes: list[Route], parts: Parts, weight: FloatArray, losses: Losses) -> pd.DataFrame:
    """One row per part. Columns as in `Attribution.parts`."""
    end = losses.safe_health * np.exp(-np.where(losses.logarithmic, losses.log_loss, 0.0))
    per_logarithm = np.where(losses.logarithmic, log_mean(losses.safe_health, end), 1.0)  # of health
    named = {
        "channel": [route.kind.channel for route in routes],
        "pool": [route.kind.pool for route in routes],
        "exchange": [route.kind.exchange for route in routes],
        "asset": [route.asset for route in routes],
        "oracle": [route.oracle for route in routes],
    }
    columns = {name: _repeated(values, parts.route) for name, values in named.items()}
    account = np.array([route.kind.account for route in routes], dtype=np.int64)
    return pd.DataFrame(
        {
            "liquidation": parts.liquidation,
            "channel": columns["channel"],
            "pool": columns["pool"],
            "exchange": columns["exchange"],
            "account": account[parts.route],
            "asset": columns["asset"],
            "oracle": columns["oracle"],
            "log_loss": parts.log_loss,
            "loss": parts.loss,
            "weight": weight,
            "loss_weight": weights_of(parts.liquidation, parts.loss),
            "health_loss": parts.log_loss * per_logarithm[parts.liquidation],
        }
    )


def _repeated(names: list[str], place: IntArray) -> "pd.Categorical[str]":
    """Names (a few) at many places (r,)."""
    known = sorted(set(names))
    code = np.array([known.index(name) for name in names], dtype=np.int64)
    return pd.Categorical.from_codes(code[place], categories=pd.Index(known))
