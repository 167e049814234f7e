"""The headline metrics of the shipped scenarios."""

import json
import math
from pathlib import Path

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario

VALUES = Path(__file__).parent / "values.json"
HEADLINES = (
    *("bad_debt", "lender_loss", "liquidations", "liquidated_debt", "liquidator_profit", "largest_cascade"),
    *("price_overshoot", "attack", "fees.total", "refusals.total", "refused_withdrawals", "capital_efficiency"),
    *("perpetual_liquidations", "deleveraged", "insurance_fund", "trader_bad_debt"),
)


CLEARING = ("margin_called", "default_fund_used")
"""Kept of scenarios in which margin is called."""


def headlines(name: str) -> dict[str, float]:
    """What one shipped scenario measures with its own seed; metrics that could not be measured are left out."""
    metrics = run(Scenario.load(name)).metrics
    wealth = {key for key in metrics if key.startswith("wealth_by_role.") and key.endswith(".change")}
    kept = HEADLINES + CLEARING if metrics["margin_called.total"] > 0.0 else HEADLINES
    chosen = {key: value for key, value in metrics.items() if key.startswith(kept) or key in wealth}
    return {key: float(f"{value:.10g}") for key, value in chosen.items() if math.isfinite(value)}


def golden() -> dict[str, dict[str, float]]:
    """The values that are kept, by scenario and metric."""
    kept: dict[str, dict[str, float]] = json.loads(VALUES.read_text(encoding="utf-8"))
    return kept
