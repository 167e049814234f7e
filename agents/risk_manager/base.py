"""What every strategy of a risk manager does: watch one collateral of one pool, and review its threshold now and then."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action, Motive, SetParameters
from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import AssetName, Fraction, PoolName, Positive
from firesale.market.errors import BadValueError
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin_engines.forecast import log_of, updated
from firesale.market.streams import Draws
from firesale.market.view import View

NOTES = ("sampled at", "log price", "variance", "reviewed at", "haircut", "proportion")
NEAREST = 1e-6
"""A threshold that is so near to what is wanted is left alone."""


@dataclass(frozen=True)
class RiskManagerStrategy(Strategy):
    """Wants a haircut in proportion to forecast volatility, as it was at the start when volatility is usual. The first account of a group acts."""

    pool: PoolName
    collateral: AssetName
    usual_volatility: Positive = 0.8  # per square root of a year, at which it asks for the haircut of the start
    reaction: Fraction = 0.06  # weight of the newest squared return
    persistence: Fraction = 0.94  # weight of the last forecast; less than 1 together: the rest is the usual
    sample: Positive = 3600.0  # seconds between two samples of the oracle's price, at least
    review: Positive = 21_600.0  # seconds between two decisions, at least
    ceiling: Fraction = 0.9  # of the haircut

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.reaction + self.persistence > 1.0:
            key = f"{type(self).__name__}.persistence"
            raise BadValueError(key, self.persistence, "at most 1 together with reaction")

    @abstractmethod
    def next_haircut(self, now: float, wanted: float) -> float:
        """The haircut that it decides for."""

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        quote = view.public.credit(self.pool)
        place, rule = quote.collaterals.index(self.collateral), quote.margin
        if view.size == 0 or not isinstance(rule, LoanToValue):
            return []
        time, threshold = view.public.time, float(rule.liquidation_threshold[place])
        notes = self._notes(view, log_of(quote.collateral_price[place : place + 1]), rule, place)
        if time - notes["reviewed at"] < self.review:
            return []
        self._write(view, {"reviewed at": time})
        wanted = notes["haircut"] * float(np.sqrt(notes["variance"])) / self.usual_volatility
        haircut = self.next_haircut(1.0 - threshold, min(max(self.ceiling, notes["haircut"]), wanted))
        if abs(1.0 - haircut - threshold) < NEAREST or haircut >= 1.0:
            return []
        return [self._order(view, 1.0 - haircut, notes["proportion"])]

    def _order(self, view: View, threshold: float, proportion: float) -> Action:
        return SetParameters(
            account=view.accounts[:1],
            venue=self.pool,
            asset=self.collateral,
            liquidation_threshold=threshold,
            loan_to_value=threshold * proportion,
            motive=Motive.GOVERNANCE,
        )

    def _notes(self, view: View, log_price: FloatArray, rule: LoanToValue, place: int) -> dict[str, float]:
        """What it knows now, with the newest sample in it."""
        time = view.public.time
        if NOTES[0] not in view.memory:
            threshold = float(rule.liquidation_threshold[place])
            proportion = float(rule.loan_to_value[place]) / threshold if threshold > 0.0 else 0.0
            start = (time, float(log_price[0]), self.usual_volatility**2, time, 1.0 - threshold, proportion)
            self._write(view, dict(zip(NOTES, start, strict=True)))
        notes = {name: float(view.memory[name][0]) for name in NOTES}
        seconds = time - notes["sampled at"]
        if seconds >= self.sample:
            squared = np.square(log_price - notes["log price"]) * SECONDS_PER_YEAR / seconds
            usual = np.array([self.usual_volatility**2])
            variance = updated(np.array([notes["variance"]]), squared, usual, self.reaction, self.persistence)
            newest = {"sampled at": time, "log price": float(log_price[0]), "variance": float(variance[0])}
            self._write(view, newest)
            notes |= newest
        return notes

    def _write(self, view: View, notes: dict[str, float]) -> None:
        for name, value in notes.items():
            view.memory[name] = np.full(view.size, value)
