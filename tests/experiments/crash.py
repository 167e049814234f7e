"""The tiny scenario with a crash in which the first pool's lenders lose enough for the second pool to be in distress."""

from typing import Any

CRASH: dict[str, Any] = {
    "prices.waypoints.ETH": [[0, 100.0], [1200, 97.0], [3600, 10.0]],
    "agents.lenders.deposits.0.amount": 3000.0,
    "agents.loopers.positions.0.leverage": 12.0,
}
