from io import BytesIO

import numpy as np
import pandas as pd

from firesale.analysis.early_warning.score import score
from firesale.analysis.study_figures.ranking import Ranked, ranking

LEADS = {0: "at the moment", 8: "8 steps before"}
READINGS = {"good_one": np.array([3.0, 2.0, 1.0, 2.5]), "bad_one": np.array([1.0, 2.0, 3.0, 2.5])}


def ranked(came: list[bool]) -> Ranked:
    result = np.array(came)
    scores = [score(pd.DataFrame(READINGS), result).assign(lead=lead) for lead in LEADS]
    return Ranked("Came", pd.concat(scores), READINGS, result)


def test_the_best_indicator_stands_above_and_says_how_many_runs() -> None:
    figure = ranking([ranked([True, False, False, True]), ranked([True, False, False, False])], LEADS)
    figure.savefig(BytesIO(), format="png")
    first = figure.axes[0]
    assert [label.get_text() for label in first.get_yticklabels()] == ["good one", "bad one"]
    assert first.get_title(loc="left") == "Came: 50% of 4 runs"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(LEADS.values())


def test_a_set_of_runs_without_a_cascade_is_drawn() -> None:
    ranking([ranked([False, False, False, False])], LEADS).savefig(BytesIO(), format="png")
