"""Static credit margin in which an account is in the mode that suits it best: ordinary, an efficiency mode, or one isolated collateral."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.checks import FRACTION, AmongAssets, PerAsset, Range
from firesale.market.errors import BadValueError
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.margin.mode import Mode
from firesale.market.modes.efficiency_mode import EfficiencyMode
from firesale.market.risk import health_factor, weighted_sum


@dataclass(frozen=True)
class AccountModes(MarginRule):
    """Loan-to-value and threshold per collateral; better ones in an efficiency mode; collaterals with a debt ceiling count only alone.

    Ordinary: all collaterals without a ceiling count. Efficiency mode: the same, its collaterals with its terms, if every debt is one of its
    debts. Isolated: one collateral with a ceiling counts and no other; new debt only of `isolation_debt`, and the debt of all positions that
    stand on it stays below its ceiling. Health is the best of these, so it obeys the law of the watch list. Source: Aave v3.2 to v3.6,
    `GenericLogic`, `ValidationLogic`, eModes; isolation, ceilings and siloed borrowing are gone in v3.7.
    """

    loan_to_value: Annotated[FloatArray, PerAsset("collateral"), FRACTION]  # (k,), most debt value per collateral value
    liquidation_threshold: Annotated[FloatArray, PerAsset("collateral"), FRACTION]  # (k,), debt value when unsafe
    categories: tuple[EfficiencyMode, ...] = ()
    debt_ceiling: Annotated[FloatArray, PerAsset("collateral"), Range(0.0)] = field(
        default_factory=partial(np.array, np.inf)
    )  # (k,), numeraire; a collateral that has one is isolated
    isolation_debt: Annotated[BoolArray, AmongAssets("debt")] = field(
        default_factory=partial(np.array, False)
    )  # (d,), may be borrowed on isolated collateral
    siloed: Annotated[BoolArray, AmongAssets("debt")] = field(
        default_factory=partial(np.array, False)
    )  # (d,), may be owed only without any other debt

    def __post_init__(self) -> None:
        super().__post_init__()
        if np.any(self.loan_to_value > self.liquidation_threshold):
            raise BadValueError(
                "AccountModes.loan_to_value", self.loan_to_value.tolist(), "not above liquidation_threshold"
            )

    @override
    def health(self, positions: Positions) -> FloatArray:
        worth = [mode.worth(positions, mode.threshold) for mode in self._modes()]
        debt = weighted_sum(positions.debt, positions.debt_price)
        return health_factor(np.asarray(np.maximum.reduce(worth), dtype=np.float64), debt)

    @override
    def may_open(self, positions: Positions) -> BoolArray:
        limit = np.maximum.reduce(self._limits(positions))
        owed = positions.debt > 0.0
        siloed = (owed & np.asarray(self.siloed)).any(axis=1) & (owed.sum(axis=1) > 1)
        allowed: BoolArray = (weighted_sum(positions.debt, positions.debt_price) <= limit) & ~siloed
        return allowed

    @property
    @override
    def sets_bonus(self) -> bool:
        return bool(self.categories)

    @override
    def liquidation_bonus(self, positions: Positions, column: int) -> FloatArray | None:
        if not self.sets_bonus:
            return None
        bonus = np.array([mode.bonus[column] for mode in self._modes()])
        return np.asarray(bonus[self._in_use(positions)], dtype=np.float64)

    @override
    def thresholds(self, positions: Positions) -> FloatArray:
        return np.array([mode.threshold for mode in self._modes()])[self._in_use(positions)]

    @property
    @override
    def has_ceilings(self) -> bool:
        return bool(self._isolated.any())

    @override
    def over_ceiling(self, positions: Positions) -> BoolArray:
        first = 1 + len(self.categories)  # modes before it are not isolated
        mode = np.argmax(self._limits(positions), axis=0)
        debt = weighted_sum(positions.debt, positions.debt_price)
        over = np.zeros(len(debt), dtype=np.bool_)
        for place, column in enumerate(np.flatnonzero(self._isolated).tolist()):
            stands_on_it = (mode == first + place) & (debt > 0.0)
            if debt[stands_on_it].sum() > self.debt_ceiling[column]:
                over |= stands_on_it
        return over

    @property
    def _isolated(self) -> BoolArray:
        return np.isfinite(np.broadcast_to(self.debt_ceiling, self.loan_to_value.shape))

    def _modes(self) -> Iterator[Mode]:
        """What an account may be in: ordinary, then each efficiency mode, then each isolated collateral."""
        counts = ~self._isolated
        nothing = np.full(len(counts), np.nan)
        yield Mode(self.loan_to_value * counts, self.liquidation_threshold * counts, nothing)
        for category in self.categories:
            flagged = np.asarray(category.collateral)
            limit = np.where(flagged, category.loan_to_value, self.loan_to_value) * counts
            threshold = np.where(flagged, category.liquidation_threshold, self.liquidation_threshold) * counts
            yield Mode(limit, threshold, np.where(flagged, category.liquidation_bonus, np.nan), category)
        for column in np.flatnonzero(self._isolated).tolist():
            alone = np.arange(len(counts)) == column
            yield Mode(self.loan_to_value * alone, self.liquidation_threshold * alone, nothing)

    def _in_use(self, positions: Positions) -> IntArray:
        """The mode (n,) in which each account is healthiest, the first of equals."""
        healthiest: IntArray = np.argmax([mode.worth(positions, mode.threshold) for mode in self._modes()], axis=0)
        return healthiest

    def _limits(self, positions: Positions) -> list[FloatArray]:
        """The most that each account may owe (n,) in each mode; nothing on isolated collateral if an asset is owed that is not listed."""
        first = 1 + len(self.categories)
        listed = np.all((positions.debt <= 0.0) | self.isolation_debt, axis=1)
        limits = [mode.worth(positions, mode.limit) for mode in self._modes()]
        return limits[:first] + [np.where(listed, limit, 0.0) for limit in limits[first:]]
