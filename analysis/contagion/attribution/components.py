"""Each exchange's log price as a sum of components, one per source: how much of it is whose work at any moment of the run."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.sources import Sources
from firesale.analysis.contagion.attribution.trades import ARBITRAGE, arbitrage_pairs
from firesale.analysis.contagion.channel_names import COMMON_SHOCK, RESIDUAL, TRADING, WITHDRAWAL
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import PriceMoved, PriceQuoted, ResilienceStated

SNAPSHOT, STEP, ARBITRAGE_PAIR = -1, 0, 1
ORDER_BOOK = "order_book"
SMALLEST_GAP = 1e-12  # log price: below it there is no gap to speak of


@dataclass(frozen=True)
class Fundamentals:
    """Fundamental prices step by step (t steps), and when each step began."""

    prices: FloatArray  # (t, assets), logarithms, numeraire per unit
    column: dict[str, int]
    step: IntArray  # (t,)
    time: FloatArray  # (t,), seconds
    began: IntArray  # (t,), sequence number of the step's first price
    seconds: FloatArray  # (t,), since the step before

    @staticmethod
    def of(tables: RunTables) -> "Fundamentals":
        """Those of a run."""
        wide = tables.fundamentals
        moved = tables.table(PriceMoved)
        first = moved.groupby("step")[["sequence", "time"]].min().reindex(wide.index)
        time = first["time"].fillna(0.0).to_numpy()
        return Fundamentals(
            np.log(wide.to_numpy(dtype=np.float64)),
            {str(asset): i for i, asset in enumerate(wide.columns)},
            wide.index.to_numpy(dtype=np.int64),
            time,
            first["sequence"].fillna(0).to_numpy(dtype=np.int64),
            np.diff(time, prepend=time[:1]),
        )

    def log(self, asset: str, row: int) -> float:
        """Log price of an asset in one row; 0 of one that has none."""
        return float(self.prices[row, self.column[asset]]) if asset in self.column else 0.0


@dataclass(frozen=True)
class Exchanges:
    """What is known of the exchanges (e of them), in the order of `names`."""

    names: list[str]
    base: list[str]
    quote: list[str]
    follows: list[bool]  # an order book re-centres on the fundamental; other exchanges move by trades only
    half_life: FloatArray  # (e,), seconds; infinite where nothing decays
    permanent: FloatArray  # (e,), part of a move that stays
    start: FloatArray  # (e,), log value of one base unit in the numeraire at the opening


def exchanges_of(tables: RunTables, trades: pd.DataFrame) -> Exchanges:
    """The exchanges of a run."""
    names = list(tables.exchanges)
    listed = tables.listings
    base = listed[listed["use"] == "base"].drop_duplicates("venue").set_index("venue")["asset"]
    quote = listed[listed["use"] == "quote"].drop_duplicates("venue").set_index("venue")["asset"]
    resilience = tables.table(ResilienceStated).drop_duplicates("venue", keep="last").set_index("venue")
    quoted = tables.table(PriceQuoted).drop_duplicates("venue").set_index("venue")
    first = trades.drop_duplicates("venue").set_index("venue")["before"]
    start = []
    for name in names:
        worth = np.log(float(tables.fundamentals.get(quote.get(name, ""), pd.Series([1.0])).iloc[0]))
        if name in quoted.index and int(quoted["step"][name]) == 0:
            start.append(np.log(float(quoted["price"][name])) + worth)
        elif tables.kinds[name] == ORDER_BOOK and base[name] in tables.fundamentals:
            start.append(np.log(float(tables.fundamentals[base[name]].iloc[0])))
        else:
            start.append(float(first.get(name, np.nan)) + worth)
    return Exchanges(
        names,
        [str(base[name]) for name in names],
        [str(quote.get(name, tables.numeraire)) for name in names],
        [tables.kinds[name] == ORDER_BOOK for name in names],
        np.array([float(resilience["half_life"].get(name, np.inf)) for name in names]),
        np.array([float(resilience["permanent_share"].get(name, 1.0)) for name in names]),
        np.array(start),
    )


class Walk:
    """Goes through the run in order of execution and keeps the components of every exchange's log price.

    A trade adds its move to its source. A re-centring adds the fundamental's move to the common shock. Between steps the temporary part of
    all moves decays alike. Arbitrage between two exchanges carries components from one to the other: what it moves is split as the gap
    between the two prices is, so that a shock keeps its name when it is passed on. If a price is not where the sum of the components says,
    the difference is residual.
    """

    def __init__(self, tables: RunTables, trades: pd.DataFrame, sources: Sources) -> None:
        self.tables, self.sources = tables, sources
        self.exchanges = exchanges_of(tables, trades)
        self.fundamentals = Fundamentals.of(tables)
        self.row = {name: i for i, name in enumerate(self.exchanges.names)}
        shape = (len(self.exchanges.names), len(sources.table))
        self.temporary: FloatArray = np.zeros(shape)
        self.lasting: FloatArray = np.zeros(shape)
        self.worth = np.array(
            [self.fundamentals.log(quote, 0) for quote in self.exchanges.quote]
        )  # log value of a quote unit
        self.shock = {asset: sources.one(COMMON_SHOCK, asset=asset) for asset in self.fundamentals.column}
        self.residual = sources.one(RESIDUAL)
        self.trading = [sources.one(TRADING, exchange=name) for name in self.exchanges.names]
        self.pairs = arbitrage_pairs(trades)
        self.moves = self._moves(trades)

    def at(self, moments: IntArray) -> FloatArray:
        """The components before each moment (sorted sequence numbers (t,)), shape (t, exchanges, sources), log prices in the numeraire."""
        found = np.zeros((len(moments), *self.temporary.shape))
        steps = self.fundamentals.began
        kinds = [(moments, SNAPSHOT), (steps, STEP), (self.pairs["sequence"].to_numpy(dtype=np.int64), ARBITRAGE_PAIR)]
        stops = sorted((int(at), kind, i) for sequences, kind in kinds for i, at in enumerate(sequences))
        ends = np.searchsorted(self.moves["sequence"].to_numpy(), [stop[0] for stop in stops], side="left")
        done = 0
        for (_, kind, i), end in zip(stops, ends.tolist(), strict=True):
            if end > done:
                self._trade(self.moves.iloc[done:end])
                done = end
            if kind == SNAPSHOT:
                found[i] = self.temporary + self.lasting
            elif kind == STEP and i > 0:
                self._pass_time(i)
            elif kind == ARBITRAGE_PAIR:
                self._arbitrage(i)
        return found

    def _moves(self, trades: pd.DataFrame) -> pd.DataFrame:
        """All trades but paired arbitrage, in order: sequence, exchange (row), source, move, before. What withdrawn liquidity added is apart."""
        paired = (trades["channel"] == ARBITRAGE) & trades["sequence"].isin(
            [*self.pairs["sequence"], *(self.pairs["sequence"] + 1)]
        )
        left = trades["depth_left"]
        rows = trades.assign(source=self.sources.of_trade, exchange=trades["venue"].map(self.row))
        extra = rows[(left < 1.0) & ~paired]
        withdrawal = {name: self.sources.one(WITHDRAWAL, exchange=name) for name in extra["venue"].unique()}
        extra = extra.assign(source=extra["venue"].map(withdrawal), move=extra["move"] * (1.0 - left), before=np.nan)
        rows = rows.assign(move=rows["move"] * left)[~paired]
        both = pd.concat([rows, extra]).sort_values(["sequence", "row"], kind="stable", ignore_index=True)
        return both[["sequence", "exchange", "source", "move", "before"]]

    def _trade(self, moves: pd.DataFrame) -> None:
        """Add some trades, after settling each exchange at the price before its first one."""
        exchange = moves["exchange"].to_numpy(dtype=np.int64)
        known = moves[moves["before"].notna().to_numpy()].drop_duplicates("exchange")
        for row, before in zip(known["exchange"].tolist(), known["before"].tolist(), strict=True):
            self._settle(int(row), before)
        self._move(exchange, moves["source"].to_numpy(dtype=np.int64), moves["move"].to_numpy())

    def _move(self, exchange: IntArray, source: IntArray, move: FloatArray) -> None:
        stays = self.exchanges.permanent[exchange]
        np.add.at(self.temporary, (exchange, source), move * (1.0 - stays))
        np.add.at(self.lasting, (exchange, source), move * stays)

    def _level(self, row: int) -> float:
        """Where the components say that the log price of an exchange is, in the numeraire."""
        return float(self.exchanges.start[row] + self.temporary[row].sum() + self.lasting[row].sum())

    def _settle(self, row: int, before: float) -> None:
        self.lasting[row, self.residual] += before + self.worth[row] - self._level(row)

    def _pass_time(self, step: int) -> None:
        """A step begins: impact decays, fundamentals move."""
        prices = self.fundamentals
        self.temporary *= (0.5 ** (prices.seconds[step] / self.exchanges.half_life))[:, None]
        for row, (base, quote) in enumerate(zip(self.exchanges.base, self.exchanges.quote, strict=True)):
            asset = base if self.exchanges.follows[row] else quote
            if asset in prices.column:
                moved = prices.log(asset, step) - prices.log(asset, step - 1)
                self.lasting[row, self.shock[asset]] += moved
            self.worth[row] = prices.log(quote, step)

    def _arbitrage(self, place: int) -> None:
        """Both legs of one round trip: each leg's move is split as the gap between the two prices was."""
        pair = self.pairs.iloc[place]
        first, second = self.row[pair["first"]], self.row[pair["second"]]
        self._settle(first, float(pair["before_first"]))
        self._settle(second, float(pair["before_second"]))
        gap = self.temporary[first] + self.lasting[first] - self.temporary[second] - self.lasting[second]
        gap[self.residual] += self.exchanges.start[first] - self.exchanges.start[second]
        whole = float(gap.sum())
        moves = ((first, float(pair["move_first"]), whole), (second, float(pair["move_second"]), -whole))
        for row, move, distance in moves:
            if abs(whole) < SMALLEST_GAP or move * distance > 0.0:  # it did not close the gap
                split = np.zeros(len(gap))
                split[self.trading[row]] = move
            else:
                split = move * gap / whole
            stays = self.exchanges.permanent[row]
            self.temporary[row] += split * (1.0 - stays)
            self.lasting[row] += split * stays
