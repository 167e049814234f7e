"""The factors of each collateral's and each debt's value in a pool: report, claim, index, threshold."""

from dataclasses import dataclass

from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.indexes import Indexes
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.tables import RunTables

SHARES = ":shares"


@dataclass(frozen=True)
class PoolFactors:
    """A pool: per collateral and per debt the factors that its value per unit is the product of."""

    name: str
    collateral: dict[str, list[Factor]]
    debt: dict[str, list[Factor]]

    def borrow_index(self, asset: str) -> Factor:
        """What a unit of a debt has grown to: the last of its factors."""
        return self.debt[asset][-1]


class FactorMaker:
    """Knows what each pool lists, and puts its factors together."""

    def __init__(self, tables: RunTables, reports: Reports, indexes: Indexes) -> None:
        self.reports, self.indexes = reports, indexes
        self._uses: dict[str, list[tuple[str, str, str]]] = {}  # by venue: use, asset, oracle
        self._issued: dict[str, tuple[str, str]] = {}  # by receipt token: issuer and underlying
        columns = [tables.listings[name].tolist() for name in ("venue", "use", "asset", "oracle", "underlying")]
        for venue, use, asset, oracle, underlying in zip(*columns, strict=True):
            self._uses.setdefault(venue, []).append((use, asset, oracle))
            if use == "receipt" and not asset.endswith(SHARES):
                self._issued[asset] = (venue, underlying)

    def pool(self, name: str) -> PoolFactors:
        """The factors of one pool. Debt in a coin that it mints itself counts at the peg."""
        uses = self._uses.get(name, [])
        loss_free, coins = ({asset for use, asset, _ in uses if use == name} for name in ("loss-free", "coin"))
        collateral: dict[str, list[Factor]] = {
            asset: [*self._value(asset, oracle, asset in loss_free), self.indexes.threshold(name, asset)]
            for use, asset, oracle in uses
            if use == "collateral"
        }
        debt: dict[str, list[Factor]] = {
            asset: [*([] if asset in coins else self._value(asset, oracle, False)), self.indexes.debt(name, asset)]
            for use, asset, oracle in uses
            if use == "debt"
        }
        return PoolFactors(name, collateral, debt)

    def _value(self, asset: str, oracle: str, loss_free: bool) -> list[Factor]:
        """The price of an asset: as reported, or of a claim that no exchange of the oracle trades its index times what it is a claim on.

        A claim that is listed as loss-free is always worth its index, and that as if no lender had ever lost.
        """
        if asset not in self._issued or (self.reports.follows(oracle, asset) and not loss_free):
            return [self.reports.of(oracle, asset)]
        pool, underlying = self._issued[asset]
        return [self.indexes.claim(asset, pool, underlying, loss_free), *self._value(underlying, oracle, False)]
