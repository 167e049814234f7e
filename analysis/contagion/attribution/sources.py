"""What moved prices: every origin that a price is split into, and the liquidations behind the sales among them."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from firesale.analysis.contagion.attribution.frames import stacked
from firesale.analysis.contagion.attribution.trades import ARBITRAGE, sales
from firesale.analysis.contagion.channel_names import (
    CLAIM,
    COMMON_SHOCK,
    FIRE_SALE,
    INTEREST,
    MANIPULATION,
    OWN_ACTION,
    OWN_LIQUIDATION,
    PARAMETERS,
    RESIDUAL,
    TRADING,
    WITHDRAWAL,
)
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import AssetListed, BadDebtRealised, Liquidated, LossAbsorbed

OF_A_POOL = (INTEREST, PARAMETERS, OWN_ACTION, OWN_LIQUIDATION)
"""Channels that have one source in every pool."""
KEYS = ["channel", "pool", "exchange", "asset", "block", "account"]
LARGEST = 4000
"""More sources than this are merged over neighbouring rounds, then steps: their members share what they do by the size of their moves."""


@dataclass(frozen=True)
class Sources:
    """`table`: one row per source, index 0..n-1: channel, pool (whose liquidations or losses), exchange, asset, block (of time; -1 for all of
    the run), account. `of_trade` (trades,): the source of each trade. `members`: source, liquidation, weight (sums to 1 per source).
    """

    table: pd.DataFrame
    of_trade: IntArray
    of_loss: IntArray  # the source of each LossAbsorbed row
    members: pd.DataFrame

    def one(self, channel: str, **named: str) -> int:
        """The number of the only source of a channel with these names."""
        found = self.table["channel"] == channel
        for name, value in named.items():
            found &= self.table[name] == value
        return int(np.flatnonzero(found)[0])


def find_sources(tables: RunTables, trades: pd.DataFrame, live: frozenset[str]) -> Sources:
    """All sources of a run. Sales of one pool's liquidators on one exchange within one round are one source, unless an oracle reads
    that exchange at every moment (`live`): then each sale is one.
    """
    traded = _trade_keys(trades, live)
    lost = _loss_keys(tables)
    keys = pd.concat([_standing(tables, trades), traded, lost], ignore_index=True)
    numbers, table = _numbered(keys)
    fixed = len(keys) - len(traded) - len(lost)
    of_trade, of_loss = numbers[fixed : fixed + len(traded)], numbers[fixed + len(traded) :]
    members = pd.concat([_sellers(tables, trades, of_trade), _losers(tables, of_loss)], ignore_index=True)
    return Sources(table, of_trade, of_loss, _normalised(members))


def _numbered(keys: pd.DataFrame) -> tuple[IntArray, pd.DataFrame]:
    grouped = keys.groupby(KEYS, sort=False)
    numbers: IntArray = grouped.ngroup().to_numpy().astype(np.int64)
    return numbers, keys.drop_duplicates(KEYS).reset_index(drop=True)


def _standing(tables: RunTables, trades: pd.DataFrame) -> pd.DataFrame:
    """Sources that every run has: the residual, fundamentals, interest, and what is particular to an exchange."""
    exchanges = sorted(set(trades["venue"]) | set(tables.exchanges))
    pools = sorted(set(tables.table(AssetListed)["venue"]))
    return pd.concat(
        [
            _keys(pd.Series([RESIDUAL])),
            _keys(
                pd.Series([COMMON_SHOCK] * len(tables.fundamentals.columns)), asset=list(tables.fundamentals.columns)
            ),
            *(_keys(pd.Series([channel] * len(pools)), pool=pools) for channel in OF_A_POOL),
            _keys(pd.Series([WITHDRAWAL] * len(exchanges)), exchange=exchanges),
            _keys(pd.Series([TRADING] * len(exchanges)), exchange=exchanges),
        ],
        ignore_index=True,
    )


Column: TypeAlias = "str | int | list[str] | npt.NDArray[Any]"


def _keys(
    channel: pd.Series,
    pool: Column = "",
    exchange: Column = "",
    asset: Column = "",
    block: Column = -1,
    account: Column = -1,
) -> pd.DataFrame:
    keys = pd.DataFrame({"channel": channel.to_numpy()})
    return keys.assign(pool=pool, exchange=exchange, asset=asset, block=block, account=account)[KEYS]


def _trade_keys(trades: pd.DataFrame, live: frozenset[str]) -> pd.DataFrame:
    """A manipulator is a source by its account, a sale by its pool and round, everything else by its exchange."""
    channel = trades["channel"].replace(ARBITRAGE, TRADING)  # what has no partner
    sold, pushed = channel == FIRE_SALE, channel == MANIPULATION
    block = _blocks(trades, sold, live)
    return _keys(
        channel,
        pool=trades["pool"].to_numpy(),
        exchange=trades["venue"].to_numpy(),
        block=np.where(sold, block, -1),
        account=np.where(pushed, trades["account"], -1),
    )


def _blocks(trades: pd.DataFrame, sold: pd.Series, live: frozenset[str]) -> IntArray:
    """The block of time of each trade: its round; every sale by itself where prices are read at every moment; longer if there were too many."""
    first = trades.groupby(["step", "round"])["sequence"].transform("min")
    blocks: IntArray = np.where(trades["venue"].isin(live), trades["sequence"], first).astype(np.int64)
    steps: IntArray = trades["step"].to_numpy(dtype=np.int64)
    length = 1
    while len(pd.DataFrame({"p": trades["pool"], "e": trades["venue"], "b": blocks})[sold].drop_duplicates()) > LARGEST:
        blocks = steps // length
        length *= 2
    return blocks


def _loss_keys(tables: RunTables) -> pd.DataFrame:
    """Each loss that lenders bore is a source by itself."""
    losses = tables.table(LossAbsorbed)
    return _keys(
        pd.Series([CLAIM] * len(losses), dtype="str"),
        pool=losses["venue"].to_numpy(),
        asset=losses["asset"].to_numpy(),
        block=losses["sequence"].to_numpy(),
    )


def _sellers(tables: RunTables, trades: pd.DataFrame, of_trade: IntArray) -> pd.DataFrame:
    """The liquidations behind each source of sales, each with its part of the moves."""
    links = sales(tables, trades)
    part = links["amount"] / links.groupby("trade")["amount"].transform("sum")
    trade = links["trade"].to_numpy()
    moved = np.abs(trades["move"].to_numpy()[trade]) * part
    return pd.DataFrame({"source": of_trade[trade], "liquidation": links["liquidation"], "weight": moved})


def _losers(tables: RunTables, of_loss: IntArray) -> pd.DataFrame:
    """The liquidations that left the bad debt behind each loss: the last one of each borrower whose debt was written off since the loss before."""
    losses = tables.table(LossAbsorbed).reset_index(drop=True)
    written_off = bad_debts_by_liquidation(tables)
    parts = []
    for (venue, asset), rows in losses.groupby(["venue", "asset"], sort=False):
        moments = np.unique(rows["sequence"] - rows.groupby(["step", "round"]).cumcount())
        debts = written_off[(written_off["venue"] == venue) & (written_off["asset"] == asset)]
        debts = debts.assign(batch=np.searchsorted(moments, debts["sequence"].to_numpy()))
        mine = rows.assign(
            source=of_loss[rows.index], batch=np.searchsorted(moments, rows["sequence"].to_numpy(), side="right") - 1
        )
        parts.append(mine[["source", "batch"]].merge(debts, on="batch")[["source", "liquidation", "value"]])
    members = stacked(parts, source="int64", liquidation="int64", value="float64").rename(columns={"value": "weight"})
    return members[members["liquidation"] >= 0]


def bad_debts_by_liquidation(tables: RunTables) -> pd.DataFrame:
    """`BadDebtRealised` rows with `value` (numeraire) and `liquidation`: the row number of the borrower's last one in that pool, -1 without."""
    debts = tables.table(BadDebtRealised).reset_index(drop=True)
    debts = debts.assign(value=debts["amount"] * debts["debt_price"])
    done = tables.table(Liquidated).reset_index(drop=True)
    done = done[["sequence", "venue", "borrower"]].rename_axis("liquidation").reset_index()
    found = pd.merge_asof(debts, done, on="sequence", by=["venue", "borrower"], allow_exact_matches=False)
    return found.assign(liquidation=found["liquidation"].fillna(-1).astype("int64"))


def _normalised(members: pd.DataFrame) -> pd.DataFrame:
    summed = members.groupby(["source", "liquidation"])["weight"].sum().reset_index()
    total: FloatArray = summed.groupby("source")["weight"].transform("sum").to_numpy()
    return summed.assign(weight=summed["weight"].to_numpy() / np.where(total > 0.0, total, 1.0))
