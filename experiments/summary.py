"""A finished run in a few lines."""

from firesale.experiments.run import Result
from firesale.market.events import (
    ActionRefused,
    BadDebtRealised,
    Liquidated,
    LiquidationTriggered,
    PositionLiquidated,
    PositionSeized,
)

LIQUIDATIONS = (Liquidated, LiquidationTriggered, PositionLiquidated, PositionSeized)
"""An unsafe position closed, of whatever kind of venue."""


def summary(result: Result) -> str:
    """What a terminal shows after a run."""
    form, metrics = result.scenario.form, result.metrics
    lines = [
        f"{form.title}",
        f"seed {result.seed}, {form.time.steps} steps, {result.model.market.site.players} accounts, digest {result.digest[:16]}",
        f"liquidations {sum(_rows(result, kind) for kind in LIQUIDATIONS):,}, write-offs {_rows(result, BadDebtRealised):,}, "
        f"refused actions {_rows(result, ActionRefused):,}",
    ]
    headlines = HEADLINES + (OF_PERPETUALS if "MarginRecorded" in result.columns else ())
    width = max((len(name) for name in headlines), default=0)
    lines += [f"  {name:<{width}}  {metrics[name]:,.6g}" for name in headlines if name in metrics]
    return "\n".join(lines)


HEADLINES = (
    "liquidated_debt.total",
    "bad_debt.realised",
    "largest_cascade.debt",
    "price_overshoot.max",
    "lender_loss.total",
    "attack.profit",
)
OF_PERPETUALS = (
    "perpetual_liquidations.notional",
    "trader_bad_debt.realised",
    "insurance_fund.drawn",
    "deleveraged.notional",
    "deleveraged.haircut",
)
"""Shown as well if there is a venue of perpetuals."""


def _rows(result: Result, kind: type) -> int:
    table = result.columns.get(kind.__name__)
    return 0 if table is None else len(table["step"])
