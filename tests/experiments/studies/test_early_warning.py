import pandas as pd
import pytest

from firesale.analysis.early_warning import INDICATORS
from firesale.experiments.studies.early_warning import LEADS, LIMITS, at_risk, summarise

ROWS = pd.DataFrame(
    {
        "many.before": [0.0, 0.0, 0.3, 0.1],
        "many.after": [0.3, 0.2, 0.9, 0.25],
        "systemic.before": [0.0, 0.0, 0.0, 0.5],
        "systemic.after": [0.5, 0.0, 1.0, 1.0],
        **{f"{name}@{lead}": [4.0, 1.0, 2.0, 3.0] for name in INDICATORS for lead in LEADS},
    }
)


def test_runs_that_had_their_cascade_before_are_left_out() -> None:
    assert at_risk(ROWS, "many")["came"].tolist() == [True, False, True]
    assert at_risk(ROWS, "systemic")["came"].tolist() == [True, False, True]
    assert at_risk(ROWS, "systemic").index.tolist() == [0, 1, 2]


def test_every_indicator_is_scored_for_every_outcome_and_lead() -> None:
    table = summarise(ROWS)
    assert len(table) == len(LIMITS) * len(LEADS) * len(INDICATORS)
    assert table["auc"].unique().tolist() == [1.0]
    assert table["share"].unique().tolist() == [pytest.approx(2 / 3)]
