"""Small runs, as in a class or in a study of thousands of runs: what is fixed costs most here."""

from dataclasses import dataclass
from typing import Any

from benchmarks.clock import Reading, middle, timed
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario

LENDERS = 5
FALL = [[0, 200.0], [72_000, 180.0], [144_000, 110.0], [216_000, 130.0]]  # seconds, USDC per ETH


@dataclass(frozen=True)
class SmallRun:
    """Seconds of a run, medians of the repetitions."""

    agents: int
    steps: int
    record_interval: int
    set_up: Reading
    stepping: Reading
    whole: Reading


def small_scenario(agents: int, steps: int, record_interval: int = 1) -> Scenario:
    """One pool, one order book, one liquidator; a crash."""
    players = {"pool": "pool", "collateral": "ETH", "debt": "USDC"}
    tables: dict[str, Any] = {
        "name": f"small-{agents}",
        "title": f"{agents} agents",
        "time": {"steps": steps, "step_seconds": FALL[-1][0] / steps, "record_interval": record_interval},
        "assets": {"USDC": {"price": 1.0}, "ETH": {"price": 200.0}},
        "prices": {"kind": "path", "waypoints": {"ETH": FALL}},
        "oracles": {"push": {"kind": "push", "sources": ["book"]}},
        "venues": {
            "book": {"kind": "order_book", "base": "ETH", "quote": "USDC", "depth": 2e5},
            "pool": {
                "kind": "lending_pool",
                "collateral": ["ETH"],
                "debt": ["USDC"],
                "oracle": "push",
                "margin": {"kind": "loan_to_value", "loan_to_value": 0.75, "liquidation_threshold": 0.8},
                "liquidation": {"kind": "fixed_spread", "liquidation_bonus": 0.05},
                "rates": {"kind": "kinked"},
                "backstops": [{"kind": "reserves"}, {"kind": "socialisation"}],
            },
        },
        "agents": {
            "lenders": {
                "role": "lender",
                "count": LENDERS,
                "strategy": {"kind": "passive", "pool": "pool", "asset": "USDC"},
                "deposits": [{"pool": "pool", "asset": "USDC", "amount": 6000.0 * agents}],
            },
            "borrowers": {
                "role": "leveraged_trader",
                "count": agents - LENDERS - 1,
                "strategy": {"kind": "hold", "exchange": "book"} | players,
                "positions": [
                    players
                    | {
                        "collateral_value": {"distribution": "lognormal", "median": 20_000.0, "log_deviation": 0.5},
                        "health_factor": {"distribution": "uniform", "low": 1.1, "high": 2.0},
                    }
                ],
            },
            "liquidator": {
                "role": "liquidator",
                "strategy": {"kind": "greedy", "pool": "pool", "exchange": "book"},
                "endowment": {"USDC": 1e6},
            },
        },
    }
    return Scenario.from_tables(tables)


def small_run(agents: int, steps: int, repetitions: int, record_interval: int = 1) -> SmallRun:
    """Time whole runs: set-up and steps, without reading or writing files."""
    scenario = small_scenario(agents, steps, record_interval)
    parts = [_run(scenario) for _ in range(repetitions + 1)][1:]
    set_up, stepping = middle([first for first, _ in parts]), middle([second for _, second in parts])
    whole = middle([Reading(first.wall + second.wall, first.cpu + second.cpu) for first, second in parts])
    return SmallRun(agents, steps, record_interval, set_up, stepping, whole)


def _run(scenario: Scenario) -> tuple[Reading, Reading]:
    made: list[MarketModel] = []
    set_up = timed(lambda: made.append(MarketModel(scenario)))
    return set_up, timed(made[0].run)
