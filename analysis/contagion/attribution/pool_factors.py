"""The factors of each collateral's and each debt's value in a pool: report, claim, index, threshold."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.factors import Factor, Index, Report
from firesale.analysis.contagion.attribution.price_sources import Samples
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.analysis.contagion.channel_names import INTEREST, PARAMETERS
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import AssetListed, InterestAccrued, LossAbsorbed, OracleOpened, PriceReported, Swapped


@dataclass(frozen=True)
class PoolFactors:
    """A pool: per collateral and per debt the factors that its value per unit is the product of."""

    name: str
    collateral: dict[str, list[Factor]]
    debt: dict[str, list[Factor]]


class FactorMaker:
    """Makes the factors of a run, each once."""

    def __init__(self, tables: RunTables, sources: Sources, walk: Walk) -> None:
        self.tables, self.sources, self.walk = tables, sources, walk
        self.oracles = tables.table(OracleOpened)
        self._reports: dict[tuple[str, str], Factor] = {}
        losses = tables.table(LossAbsorbed)
        self._losses = losses.assign(source=sources.of_loss, phase=losses["sequence"])

    def pool(self, name: str) -> PoolFactors:
        """The factors of one pool."""
        listed = self.tables.listings[self.tables.listings["venue"] == name]
        pledged, owed = listed[listed["use"] == "collateral"], listed[listed["use"] == "debt"]
        collateral = {
            str(row.asset): [*self._value(str(row.asset), str(row.oracle)), self._threshold(name, str(row.asset))]
            for row in pledged.itertuples()
        }
        debt = {
            str(row.asset): [*self._value(str(row.asset), str(row.oracle)), self._borrow_index(name, str(row.asset))]
            for row in owed.itertuples()
        }
        return PoolFactors(name, collateral, debt)

    def _value(self, asset: str, oracle: str) -> list[Factor]:
        """The price of an asset: as reported, or of a claim that no exchange trades its index times what it is a claim on."""
        read = self.oracles.loc[self.oracles["oracle"] == oracle, "source"]
        traded = {self.walk.exchanges.base[self.walk.row[name]] for name in read if name in self.walk.row}
        issued = self.tables.listings[
            (self.tables.listings["use"] == "receipt") & (self.tables.listings["asset"] == asset)
        ]
        if asset in traded or issued.empty or asset.endswith(":shares"):
            return [self._report(oracle, asset)]
        claim = issued.iloc[0]
        return [
            self._supply_index(str(claim["venue"]), asset, str(claim["underlying"])),
            *self._value(str(claim["underlying"]), oracle),
        ]

    def _report(self, oracle: str, asset: str) -> Factor:
        if (oracle, asset) not in self._reports:
            self._reports[oracle, asset] = self._new_report(oracle, asset)
        return self._reports[oracle, asset]

    def _new_report(self, oracle: str, asset: str) -> Report:
        opened = self.oracles[self.oracles["oracle"] == oracle]
        exchanges = tuple(
            self.walk.row[name]
            for name in opened["source"]
            if name in self.walk.row and self.walk.exchanges.base[self.walk.row[name]] == asset
        )
        told = self.tables.table(PriceReported)
        told = told[(told["oracle"] == oracle) & (told["asset"] == asset)]
        told = told[["sequence", "step", "round", "time", "price", "observed", "window"]].assign(
            phase=-(told["step"] * ROUNDS + told["round"]) - 1
        )
        if exchanges and opened["live"].any():
            told = pd.concat([told, self._shown(exchanges)]).sort_values("sequence", kind="stable")
        samples = Samples(
            asset,
            exchanges,
            bool((opened["mean"] == "arithmetic").any()) or len(exchanges) % 2 == 0,
            told["observed"].to_numpy(dtype=np.int64),
            told["time"].to_numpy(dtype=np.float64),
            told["window"].to_numpy(dtype=np.float64),
            self.walk.fundamentals,
        )
        since, phase = told["sequence"].to_numpy(dtype=np.int64), told["phase"].to_numpy(dtype=np.int64)
        return Report(asset, oracle, True, since, np.log(told["price"].to_numpy(dtype=np.float64)), phase, samples)

    def _shown(self, exchanges: tuple[int, ...]) -> pd.DataFrame:
        """What a live oracle shows after every trade on its exchanges: the middle of their prices."""
        names = [self.walk.exchanges.names[row] for row in exchanges]
        swaps = self.tables.table(Swapped)
        swaps = swaps[swaps["venue"].isin(names)].drop_duplicates(["sequence", "venue"], keep="last")
        quote = swaps["venue"].map(dict(zip(self.walk.exchanges.names, self.walk.exchanges.quote, strict=True)))
        worth = swaps["price_after"] * self.tables.fundamental(quote, swaps["step"])
        wide = pd.DataFrame({name: worth.where(swaps["venue"] == name) for name in names}).ffill()
        clock = swaps[["sequence", "step", "round", "time"]]
        return clock.assign(
            price=wide.median(axis=1), observed=clock["sequence"] + 1, window=0.0, phase=clock["sequence"]
        )

    def _supply_index(self, venue: str, receipt: str, asset: str) -> Factor:
        """What a receipt token is worth in its underlying: interest raises it, losses of lenders lower it."""
        accrued = self._accrued(venue, asset).rename(columns={"supply_index": "index"})
        lost = self._losses[(self._losses["venue"] == venue) & (self._losses["asset"] == asset)]
        lost = lost.rename(columns={"supply_index": "index"})
        columns = ["sequence", "index", "source", "phase"]
        return self._index(receipt, pd.concat([accrued[columns], lost[columns]]))

    def _borrow_index(self, venue: str, asset: str) -> Factor:
        """What a unit of debt has grown to."""
        return self._index(asset, self._accrued(venue, asset).rename(columns={"borrow_index": "index"}))

    def _accrued(self, venue: str, asset: str) -> pd.DataFrame:
        rows = self.tables.table(InterestAccrued)
        rows = rows[(rows["venue"] == venue) & (rows["asset"] == asset)]
        source = self.sources.one(INTEREST, pool=venue) if len(rows) else 0
        return rows.assign(source=source, phase=-(rows["step"] * ROUNDS + rows["round"]) - 1)

    def _threshold(self, venue: str, asset: str) -> Factor:
        """The liquidation threshold, which may change while positions are open."""
        rows = self.tables.table(AssetListed)
        rows = rows[(rows["venue"] == venue) & (rows["asset"] == asset) & (rows["use"] == "collateral")]
        rows = rows.rename(columns={"liquidation_threshold": "index"})
        rows = rows.assign(source=self.sources.one(PARAMETERS, pool=venue), phase=rows["sequence"])
        return self._index(asset, rows, of_worth=False)

    def _index(self, asset: str, rows: pd.DataFrame, of_worth: bool = True) -> Index:
        rows = rows.sort_values("sequence", kind="stable")
        level: FloatArray = np.log(np.maximum(rows["index"].to_numpy(dtype=np.float64), SMALLEST))
        since: IntArray = rows["sequence"].to_numpy(dtype=np.int64)
        phase, source = rows["phase"].to_numpy(dtype=np.int64), rows["source"].to_numpy(dtype=np.int64)
        return Index(asset, "", of_worth, since, level, phase, source)


ROUNDS = 1_000_000
"""More rounds than a step has: with it a step and a round are one number."""
SMALLEST = 1e-300
"""An index of zero has no logarithm."""
