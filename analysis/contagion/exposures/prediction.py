"""Does the network at a step predict which pools fail?"""

from dataclasses import asdict, dataclass

import pandas as pd

from firesale.analysis.contagion.exposures.outcomes import outcomes
from firesale.analysis.contagion.exposures.predictors import predictions
from firesale.analysis.contagion.exposures.scores import score
from firesale.analysis.contagion.exposures.shocks import worst_fall
from firesale.analysis.contagion.exposures.state import State


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was predicted, what happened, and how well the one ranks the other."""

    moves: pd.Series  # by asset: the shock, relative changes of prices
    predicted: pd.DataFrame  # by pool: a column per predictor
    happened: pd.DataFrame  # by pool: bad_debt, lender_loss, liquidated
    scores: pd.DataFrame  # by predictor and outcome: spearman, kendall, area, values (pools), failed (of them)


def predict(state: State, moves: pd.Series | None = None, failed_above: float = 0.01) -> Prediction:
    """Score every predictor of `predictions` against every column of `outcomes`.

    `moves`: the shock, relative changes of prices by asset; unless given, what fundamental prices did (`worst_fall`), so that the question
    is: given the shock, does the network say whom it hits? `failed_above`: a pool with an outcome above this fraction failed. A
    score of a dozen pools is hardly a number: with 12, a Spearman correlation below 0.59 has a p-value above 0.05. Put the tables of
    several seeds together, or average the scores, before you believe one. NaN where nothing can be scored.
    """
    shock = worst_fall(state) if moves is None else moves
    predicted, happened = predictions(state, shock), outcomes(state)
    rows = {
        (predictor, outcome): asdict(score(predicted[predictor], happened[outcome], failed_above))
        for predictor in predicted
        for outcome in happened
    }
    scores = pd.DataFrame.from_dict(rows, orient="index").rename_axis(["predictor", "outcome"])
    return Prediction(shock, predicted, happened, scores)
