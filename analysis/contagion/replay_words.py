"""What happens at each moment of a replay, in one sentence."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from firesale.analysis.contagion.replay_network import ReplayNetwork
from firesale.analysis.words import amount, count, listing

LEAST_MOVE = 0.01  # a smaller change of a price is not told (fraction)
LEAST_PART = 0.1  # of the debt liquidated at a moment: less contagion from pool to pool is not told
MOST_NAMES = 4


def sentences(
    frames: int,
    network: ReplayNetwork,
    numeraire: str,
    happened: Mapping[str, pd.DataFrame],
    prices: Sequence[Mapping[str, Any]],
) -> list[str]:
    """A sentence for each moment, empty if nothing is worth telling. `happened`: liquidated, lost, spread and pushed."""
    told: dict[int, list[str]] = defaultdict(list)
    for frame, rows in _by_frame(happened["pushed"]):
        names = [network.nodes[node][1] for node in rows["node"]]
        told[frame].append(f"a manipulator trades {amount(rows['value'].sum(), numeraire)} on {listing(names)}")
    for frame, rows in _by_frame(happened["liquidated"]):
        told[frame].append(_liquidations(rows, network, numeraire))
    total = {frame: float(rows["debt"].sum()) for frame, rows in _by_frame(happened["liquidated"])}
    for frame, rows in _by_frame(happened["spread"]):
        told[frame] += _contagion(rows, network, numeraire, LEAST_PART * total.get(frame, 0.0))
    for frame, rows in _by_frame(happened["lost"]):
        told[frame].append(_losses(rows, network, numeraire))
    for frame, moves in _moves(frames, prices).items():
        told[frame] += moves
    return [_sentence(told[frame]) for frame in range(frames)]


def _by_frame(table: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """The rows of each moment that has any."""
    for frame, rows in table.groupby(table["frame"].to_numpy(dtype=np.int64)):
        yield int(str(frame)), rows


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _liquidations(rows: pd.DataFrame, network: ReplayNetwork, numeraire: str) -> str:
    """`12 liquidations in compound and 3 in aave repay 1.2 million USD`."""
    rows = rows.sort_values("debt", ascending=False, kind="stable")
    parts = [f"{size:,} in {network.pools[pool]}" for size, pool in zip(rows["count"], rows["pool"], strict=True)]
    first = f"{count(int(rows['count'].iloc[0]), 'liquidation')} in {network.pools[rows['pool'].iloc[0]]}"
    one = "s" if rows["count"].sum() == 1 else ""
    return f"{listing([first, *parts[1:]], MOST_NAMES)} repay{one} {amount(rows['debt'].sum(), numeraire)}"


def _contagion(rows: pd.DataFrame, network: ReplayNetwork, numeraire: str, least: float) -> list[str]:
    """The strongest contagion, if it matters."""
    value, source, target = max(zip(rows["value"], rows["source"], rows["target"], strict=True))
    if value < least:
        return []
    return [f"{amount(value, numeraire)} of it in {network.pools[target]} caused by {network.pools[source]}"]


def _losses(rows: pd.DataFrame, network: ReplayNetwork, numeraire: str) -> str:
    rows = rows.sort_values("value", ascending=False, kind="stable")
    names = [network.pools[pool] for pool in rows["pool"]]
    return f"{amount(rows['value'].sum(), numeraire)} of bad debt in {listing(names, MOST_NAMES)}"


def _moves(frames: int, prices: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """The change of each asset's price on its first exchange (else the fundamental one), where it is large."""
    told: dict[int, list[str]] = defaultdict(list)
    for asset in prices:
        quoted = [line for line in asset["lines"] if line["kind"] == "exchange"] or asset["lines"]
        values = quoted[0]["values"] if quoted else [None] * frames
        for frame in range(1, frames):
            before, now = values[frame - 1], values[frame]
            change = now / before - 1.0 if before and now else 0.0
            if abs(change) >= LEAST_MOVE:
                told[frame].append(f"{asset['name']} {'falls' if change < 0 else 'rises'} {100 * abs(change):.1f}%")
    return told
