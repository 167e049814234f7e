"""The Hamilton filter and Kim's smoother: a hidden Markov chain seen through returns."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray

LEAST = 1e-300


@dataclass(frozen=True)
class Filtered:
    """What the returns say about the chain."""

    log_densities: FloatArray  # (r,): of each return given those before it
    predicted: FloatArray  # (r, s): of each state before its return is seen
    updated: FloatArray  # (r, s): and after


def forward(log_density: FloatArray, transition: FloatArray, initial: FloatArray) -> Filtered:
    """From log densities of returns in each state (r, s), step probabilities (s, s) and those of the first state (s,).

    Source: Hamilton (1989), A new approach to the economic analysis of nonstationary time series and the business cycle.
    """
    highest = log_density.max(axis=1)
    density = np.exp(log_density - highest[:, None])
    predicted, updated = np.empty_like(density), np.empty_like(density)
    totals = np.empty(len(density))
    state = initial
    for step, here in enumerate(density):
        predicted[step] = state
        joint = state * here
        totals[step] = total = max(float(joint.sum()), LEAST)
        updated[step] = joint / total
        state = updated[step] @ transition
    return Filtered(np.log(totals) + highest, predicted, updated)


def backward(filtered: Filtered, transition: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Probabilities of states given all returns (r, s), and expected numbers of steps from state to state (s, s).

    Source: Kim (1994), Dynamic linear models with Markov-switching.
    """
    smoothed = filtered.updated.copy()
    counted = np.zeros_like(transition)
    for step in range(len(smoothed) - 2, -1, -1):
        ratio = smoothed[step + 1] / np.maximum(filtered.predicted[step + 1], LEAST)
        pairs = filtered.updated[step][:, None] * transition * ratio
        counted += pairs
        smoothed[step] = pairs.sum(axis=1)
    return smoothed, counted


def long_run(transition: FloatArray) -> FloatArray:
    """The distribution (s,) that a step does not change."""
    count = len(transition)
    balance = np.vstack([transition.T - np.eye(count), np.ones(count)])
    shares = np.clip(np.linalg.lstsq(balance, np.append(np.zeros(count), 1.0), rcond=None)[0], 0.0, None)
    normed: FloatArray = shares / shares.sum()
    return normed
