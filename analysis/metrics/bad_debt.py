"""Debt that no collateral covers."""

from typing_extensions import override

from firesale.analysis.distress import bad_debts, by_pool, final_deficits, final_positions
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables


class BadDebt(Metric):
    """Debt without collateral. Realised: written off, at the oracle price of that moment, in all and by pool.

    Shortfall: debt above collateral value of the positions still open at the last record. Uncovered: deficit that
    nobody has borne at the last record, a part of what was realised. A loss that passes from pool to pool through
    receipt tokens is counted in each; wealth by role counts it once. Ignores what is later earned back and that an
    oracle price may be wrong.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        written_off = bad_debts(tables)
        pools = by_pool(tables, written_off["value"], written_off["venue"])
        return {
            "realised": float(written_off["value"].sum()),
            "shortfall": float(final_positions(tables)["shortfall"].sum()),
            "uncovered": float(final_deficits(tables).sum()),
        } | {f"pool.{pool}": value for pool, value in pools.items()}
