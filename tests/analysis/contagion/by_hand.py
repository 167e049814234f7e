"""Attributions written down as they are, without a run behind them."""

import pandas as pd

from firesale.analysis.contagion.attribution.attribute import Attribution

Cause = tuple[int, str, str, float]
"""Liquidation, channel, pool, weight in what made it unsafe (and in the loss of its equity)."""
Link = tuple[int, int, float]


def attribution(
    pools: str,
    causes: list[Cause],
    links: list[Link] = (),  # type: ignore[assignment]
    members: list[Link] = (),  # type: ignore[assignment]
    direct: list[Link] = (),  # type: ignore[assignment]
) -> Attribution:
    """One liquidation in each of the pools, a letter each, one per minute, of 100, 200, ... of debt and a tenth of that in bad debt.

    `links`: child, source, weight; `members`: source, liquidation, weight; `direct`: child, parent, weight.
    """
    n = len(pools)
    types = {"liquidation": "int64", "channel": "str", "pool": "str", "weight": "float64"}
    parts = pd.DataFrame(causes, columns=list(types)).astype(types)
    inside = parts["channel"].isin(["fire sale", "claim", "own liquidation"])
    debt = pd.Series([100.0 * (i + 1) for i in range(n)], dtype="float64")
    found = pd.DataFrame(
        {
            "step": range(n),
            "time": pd.Series([60.0 * i for i in range(n)], dtype="float64"),
            "venue": pd.Series(list(pools), dtype="str"),
            "debt_value": debt,
            "bad_debt": debt / 10.0,
            "endogenous": parts[inside].groupby("liquidation")["weight"].sum().reindex(range(n), fill_value=0.0),
        }
    )
    parts = parts.assign(exchange="x", account=-1, asset="ETH", oracle="feed", loss_weight=parts["weight"])
    sources = pd.DataFrame({"channel": ["fire sale"] * (1 + max((one[0] for one in members), default=-1))})
    return Attribution(
        found,
        parts,
        sources,
        _table(links, "child", "source"),
        _table(members, "source", "liquidation"),
        _table(direct, "child", "parent"),
    )


def _table(rows: list[Link], first: str, second: str) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=[first, second, "weight"])
    return table.astype({first: "int64", second: "int64", "weight": "float64"})


def chain() -> Attribution:
    """a by a common shock, b by a's sale, c half by b's sale and half by trading."""
    causes = [
        (0, "common shock", "", 1.0),
        (1, "fire sale", "a", 1.0),
        (2, "fire sale", "b", 0.5),
        (2, "trading", "", 0.5),
    ]
    return attribution("abc", causes, [(1, 0, 1.0), (2, 1, 0.5)], [(0, 0, 1.0), (1, 1, 1.0)])
