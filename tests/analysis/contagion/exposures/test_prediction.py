import math

import pytest

from firesale.analysis.contagion.exposures.prediction import predict
from firesale.analysis.contagion.exposures.shocks import uniform_fall
from firesale.analysis.contagion.exposures.state import state_at
from firesale.experiments.run import run as play
from firesale.experiments.scenario import Scenario
from tests.analysis.conftest import RunBuilder


def test_predictions_stand_beside_what_happened(two_pools_later: RunBuilder) -> None:
    found = predict(state_at(two_pools_later.tables(), 0))
    assert found.moves["ETH"] == -0.5
    assert found.predicted["direct"].tolist() == pytest.approx([100 / 1500, 0.0])
    assert found.happened["bad_debt"].tolist() == pytest.approx([220 / 1500, 0.0])
    area = found.scores["area"]
    assert area["debtrank", "bad_debt"] == 1.0
    assert area["leverage", "bad_debt"] == 0.0


def test_two_pools_have_no_rank_correlation_and_the_score_says_so(two_pools_later: RunBuilder) -> None:
    found = predict(state_at(two_pools_later.tables(), 0)).scores
    assert found["spearman"].isna().all()
    assert (found["values"] == 2).all()


def test_any_shock_can_be_given(two_pools_later: RunBuilder) -> None:
    state = state_at(two_pools_later.tables(), 0)
    assert predict(state, uniform_fall(state, 0.9)).predicted["direct"].tolist() == pytest.approx([1 / 3, 0.1])


def test_along_the_receipt_chain_only_the_claims_network_sees_that_the_later_pools_fail() -> None:
    found = predict(state_at(play(Scenario.load("receipt_chain")).tables))
    happened = found.happened["bad_debt"]
    assert happened["first"] > happened["second"] > happened["third"] > 0.01
    assert found.predicted["direct"].tolist()[1:] == [0.0, 0.0]
    for model in ("debtrank", "clearing", "settled"):
        assert found.scores["spearman"][model, "bad_debt"] == pytest.approx(1.0)
    assert found.scores["spearman"]["direct", "bad_debt"] < 1.0
    assert found.predicted["settled"].tolist() == pytest.approx(happened.tolist(), abs=0.01)
    assert (found.predicted["debtrank"] >= found.predicted["settled"] - 1e-12).all()


def test_in_the_core_periphery_network_a_shock_is_most_of_the_story() -> None:
    scores = [predict(state_at(play(Scenario.load("core_periphery"), seed).tables)).scores for seed in (1, 3)]
    direct, leverage = ([one["spearman"][name, "bad_debt"] for one in scores] for name in ("direct", "leverage"))
    assert min(direct) > 0.5
    assert max(leverage) < 0.0
    assert not any(math.isnan(one["area"]["direct", "bad_debt"]) for one in scores[1:])
