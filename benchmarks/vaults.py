"""How many orders to vaults are carried out per second."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.clock import Reading, middle, timed
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.actions import Action, Borrow, PostCollateral, ProvideStability, Redeem, Repay, WithdrawStability
from firesale.market.arrays import IntArray

REDEMPTIONS = 100
"""Redemptions go one after the other, so there are fewer of them."""


@dataclass(frozen=True)
class VaultsSpeed:
    """Orders and the time that they took, the median of the repetitions."""

    vaults: int
    orders: int
    redemptions: int
    together: Reading  # orders of all owners in one action each
    one_by_one: Reading  # redemptions


def vaults_scenario(vaults: int) -> Scenario:
    """Vaults with coins and collateral in the hands of their owners."""
    pool: dict[str, Any] = {
        "kind": "vaults",
        "collateral": ["ETH"],
        "debt": ["COIN"],
        "oracle": "feed",
        "margin": {"kind": "loan_to_value", "loan_to_value": 0.9, "liquidation_threshold": 0.9},
        "liquidation": {"kind": "stability_pool"},
        "rates": {"kind": "constant"},
        "redemption": {"kind": "riskiest_first"},
    }
    position = {"pool": "vaults", "collateral": "ETH", "debt": "COIN"}
    tables: dict[str, Any] = {
        "name": f"vaults-{vaults}",
        "title": f"{vaults} vaults",
        "time": {"steps": 1},
        "assets": {"USD": {"price": 1.0}, "ETH": {"price": 2000.0}},
        "prices": {"kind": "constant"},
        "ordering": {"kind": "arrival"},
        "oracles": {"feed": {"kind": "push"}},
        "venues": {"vaults": pool},
        "agents": {
            "owners": {
                "role": "leveraged_trader",
                "count": vaults,
                "strategy": {"kind": "hold", "exchange": "book"} | position,
                "endowment": {"COIN": 5_000.0, "ETH": 1.0},
                "positions": [
                    position
                    | {
                        "collateral_value": 20_000.0,
                        "health_factor": {"distribution": "uniform", "low": 1.2, "high": 2.0},
                    }
                ],
            },
        },
    }
    tables["venues"]["book"] = {"kind": "constant_product", "base": "ETH", "quote": "COIN", "base_reserve": 10.0}
    return Scenario.from_tables(tables)


def vaults_speed(vaults: int, repetitions: int) -> VaultsSpeed:
    """Deposit, withdraw, borrow, repay and close, all owners at once; and redemptions one by one."""
    together, apart, orders = [], [], 0
    for _ in range(repetitions):
        market = MarketModel(vaults_scenario(vaults)).market
        batches, redemptions = _batches(np.arange(vaults)), _redemptions(REDEMPTIONS)
        together.append(timed(partial(market.execute, batches, 1)))
        apart.append(timed(partial(market.execute, redemptions, 2)))
        orders = sum(np.size(batch.account) for batch in batches)
    return VaultsSpeed(vaults, orders, REDEMPTIONS, middle(together), middle(apart))


def _batches(owners: IntArray) -> list[Action]:
    """One action for all owners each."""
    return [
        ProvideStability(account=owners, venue="vaults", asset="COIN", amount=2_000.0),
        WithdrawStability(account=owners, venue="vaults", asset="COIN", amount=500.0),
        Borrow(account=owners, venue="vaults", asset="COIN", amount=100.0),
        Repay(account=owners, venue="vaults", asset="COIN", amount=50.0),
        PostCollateral(account=owners, venue="vaults", asset="ETH", amount=0.1),
    ]


def _redemptions(count: int) -> list[Action]:
    return [Redeem(account=account, venue="vaults", asset="COIN", amount=10.0) for account in range(count)]
