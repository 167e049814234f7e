"""DebtRank: distress that spreads before anybody defaults, because a lender's claim is worth less as its borrower loses equity.

`debtrank`: each bank passes its distress on once. Source: Battiston, Puliga, Kaushik, Tasca and Caldarelli, DebtRank: too central to fail?,
Scientific Reports 2, 541, 2012. `linear_debtrank`: each passes on every further loss, for as many rounds as it takes. Source: Bardoscia,
Battiston, Caccioli and Caldarelli, DebtRank: a microscopic foundation for shock propagation, PLoS ONE 10(6), e0130406, 2015.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firesale.analysis.contagion.models.fixed_point import ROUNDING, least_fixed_point
from firesale.analysis.contagion.models.inputs import Network, count, network, vector
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.errors import BadValueError


@dataclass(frozen=True)
class Distress:
    """Relative losses of equity: 0 is none, 1 is default."""

    rounds: FloatArray  # (rounds + 1, n), loss of each bank after each round; the first row is the shock
    losses: FloatArray  # (n,), in the end
    weights: FloatArray  # (n,), economic value of each bank, adds up to 1
    debtrank: float  # weighted loss that the network adds to the shock

    @property
    def defaults(self) -> BoolArray:
        """Who has lost all of its equity, (n,)."""
        return self.losses >= 1.0 - ROUNDING


def linear_debtrank(
    exposures: Network,
    equities: npt.ArrayLike,
    shock: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    loss_given_default: npt.ArrayLike = 1.0,
    most_rounds: int = 100,
) -> Distress:
    """Losses once every loss has been passed on, for ever. Source: Bardoscia et al. 2015.

    `exposures[i, j]`: what i has lent to j, (n, n). `equities`: above 0, (n,). `shock`: relative losses of equity at the start, in [0, 1].
    `loss_given_default`: part of a claim on j that is lost if j has no equity left, in [0, 1]. `weights` are shares of equity unless given.
    At most `most_rounds` are recorded; `losses` is the limit all the same, exact up to rounding. Raises BadValueError.
    """
    lent, capital, first = _checked(exposures, equities, shock)
    impact = _impact(lent, capital, loss_given_default)
    rounds = [first]
    for _ in range(count("most_rounds", most_rounds, 0)):
        after = np.minimum(1.0, first + impact @ rounds[-1])
        if (after <= rounds[-1] * (1.0 + ROUNDING)).all():
            break
        rounds.append(after)
    losses = least_fixed_point(first, impact, np.ones_like(first))
    return _distress(rounds, losses, _weights(weights, capital))


def debtrank(
    exposures: Network,
    equities: npt.ArrayLike,
    shock: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    loss_given_default: npt.ArrayLike = 1.0,
) -> Distress:
    """Losses when each bank passes on what it has lost when first distressed, and nothing later. Source: Battiston et al. 2012.

    Arguments as in `linear_debtrank`, but `weights` are shares of all that is lent in the network unless given. Raises BadValueError.
    """
    lent, capital, first = _checked(exposures, equities, shock)
    impact = np.minimum(1.0, _impact(lent, capital, loss_given_default))
    rounds, passed_on = [first], np.zeros(len(first), dtype=np.bool_)
    while (active := (rounds[-1] > 0.0) & ~passed_on).any():
        after = np.minimum(1.0, rounds[-1] + impact @ np.where(active, rounds[-1], 0.0))
        passed_on |= active
        if (after > rounds[-1]).any():
            rounds.append(after)
    return _distress(rounds, rounds[-1], _weights(weights, lent.sum(axis=1)))


def _checked(
    exposures: Network, equities: npt.ArrayLike, shock: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    lent = network("exposures", exposures)
    capital = vector("equities", equities, len(lent), above=True)
    return lent, capital, vector("shock", shock, len(lent), high=1.0)


def _impact(lent: FloatArray, capital: FloatArray, loss_given_default: npt.ArrayLike) -> FloatArray:
    """Loss of i, relative to its equity, if j loses all of its own, (n, n)."""
    lost = vector("loss_given_default", loss_given_default, len(lent), high=1.0)
    return lent * lost / capital[:, None]


def _weights(given: npt.ArrayLike | None, usual: FloatArray) -> FloatArray:
    """Weights that add up to 1, (n,); all 0 if the usual ones are and nothing else is given."""
    told = usual if given is None else vector("weights", given, len(usual))
    total = told.sum()
    if given is not None and total == 0.0:
        raise BadValueError("weights", given, "at least one above 0")
    return told / total if total > 0.0 else told


def _distress(rounds: list[FloatArray], losses: FloatArray, weights: FloatArray) -> Distress:
    return Distress(np.array(rounds), losses, weights, debtrank=float(weights @ (losses - rounds[0])))
