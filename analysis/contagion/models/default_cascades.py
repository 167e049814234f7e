"""Cascades of defaults, round by round: a bank fails when its losses on those that failed are more than its equity.

Sequential defaults: Furfine, Interbank exposures: quantifying the risk of contagion, Journal of Money, Credit and Banking 35, 2003.
Linear thresholds: Watts, A simple model of global cascades on random networks, PNAS 99, 2002; on banks, Gai and Kapadia, Contagion in
financial networks, Proceedings of the Royal Society A 466, 2010. The two differ in what happens to a loss that is just as large as the equity.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from firesale.analysis.contagion.models.fixed_point import ROUNDING
from firesale.analysis.contagion.models.inputs import Network, choice, chosen, network, vector
from firesale.market.arrays import BoolArray, FloatArray, IntArray

AtEquality = Literal["survives", "fails"]


@dataclass(frozen=True)
class DefaultCascade:
    """Who fails when, of n banks."""

    rounds: IntArray  # (n,), in which each fails: 0 at the start, -1 never
    losses: FloatArray  # (n,), on those that failed, in the units of the exposures

    @property
    def defaults(self) -> BoolArray:
        """Who fails, (n,)."""
        return self.rounds >= 0

    @property
    def size(self) -> int:
        """How many fail, those at the start included."""
        return int(self.defaults.sum())

    @property
    def per_round(self) -> IntArray:
        """How many fail in each round, (rounds,), from round 0."""
        return np.bincount(self.rounds[self.defaults]).astype(np.int64)


def sequential_defaults(
    exposures: Network,
    equities: npt.ArrayLike,
    initial: npt.ArrayLike,
    *,
    loss_given_default: npt.ArrayLike = 1.0,
    at_equality: AtEquality = "survives",
) -> DefaultCascade:
    """The cascade that the default of some banks sets off. Source: Furfine 2003.

    `exposures[i, j]`: what i has lent to j, (n, n). `equities`: (n,); with less than 0 a bank fails in round 0. `initial`: who fails first,
    as numbers from 0 or (n,) of true and false. `loss_given_default`: part of a claim on j that is lost if it fails, in [0, 1].
    `at_equality`: what becomes of a bank that loses just its equity, up to 1e-12 of it. Raises BadValueError.
    """
    lost, limits = _losses(exposures, equities, loss_given_default, at_equality)
    return _cascade(lost, limits, chosen("initial", initial, len(lost)), at_equality)


def threshold_cascade(influence: Network, thresholds: npt.ArrayLike, initial: npt.ArrayLike) -> DefaultCascade:
    """A node fails once the influence of those that failed is at its threshold. Sources: Watts 2002, Gai and Kapadia 2010.

    `influence[i, j]`: of j on i, (n, n): shares of neighbours as in Watts (`neighbour_shares`), or losses. `thresholds`: above 0, in the
    same units, (n,). `initial`: who fails first, as numbers from 0 or (n,) of true and false. Raises BadValueError.
    """
    felt = network("influence", influence)
    limits = vector("thresholds", thresholds, len(felt), above=True)
    return _cascade(felt, limits, chosen("initial", initial, len(felt)), "fails")


def neighbour_shares(links: Network) -> FloatArray:
    """Each row over its sum, (n, n), rows without a link 0: the share of i's neighbours, or of its claims, that j is."""
    given = network("links", links)
    sums = given.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(given, sums, out=np.zeros_like(given), where=sums > 0.0)
    return shares


def cascade_sizes(
    exposures: Network,
    equities: npt.ArrayLike,
    *,
    loss_given_default: npt.ArrayLike = 1.0,
    at_equality: AtEquality = "survives",
) -> IntArray:
    """How many banks fail, itself included, if each alone fails first, (n,). Arguments as in `sequential_defaults`.

    With influences and thresholds for exposures and equities, and "fails" at equality: that of `threshold_cascade`.
    """
    lost, limits = _losses(exposures, equities, loss_given_default, at_equality)
    alone = np.eye(len(lost), dtype=np.bool_)
    return np.array([_cascade(lost, limits, first, at_equality).size for first in alone], dtype=np.int64)


def _losses(
    exposures: Network, equities: npt.ArrayLike, loss_given_default: npt.ArrayLike, at_equality: AtEquality
) -> tuple[FloatArray, FloatArray]:
    """Loss of i if j fails, (n, n), and what i can bear, (n,)."""
    choice("at_equality", at_equality, ("survives", "fails"))
    lent = network("exposures", exposures)
    lost = lent * vector("loss_given_default", loss_given_default, len(lent), high=1.0)
    return lost, vector("equities", equities, len(lent), low=-np.inf)


def _cascade(lost: FloatArray, limits: FloatArray, initial: BoolArray, at_equality: AtEquality) -> DefaultCascade:
    noise = ROUNDING * np.abs(limits)
    bearable = limits - noise if at_equality == "fails" else limits + noise
    losses = np.zeros_like(limits)
    rounds = np.where(initial | _fails(losses, bearable, at_equality), 0, -1)
    newly = rounds == 0
    while newly.any():
        losses = losses + lost[:, newly].sum(axis=1)
        newly = (rounds < 0) & _fails(losses, bearable, at_equality)
        rounds[newly] = rounds.max() + 1
    return DefaultCascade(rounds.astype(np.int64), losses)


def _fails(losses: FloatArray, bearable: FloatArray, at_equality: AtEquality) -> BoolArray:
    return losses >= bearable if at_equality == "fails" else losses > bearable
