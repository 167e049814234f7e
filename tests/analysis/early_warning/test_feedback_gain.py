import math

import pytest

from firesale.analysis.early_warning.feedback_gain import FeedbackGain
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import exchange_at, pool_at


def test_it_is_the_largest_fall_out_over_fall_in(run: RunBuilder) -> None:
    exchange_at(pool_at(run.exchange("book"), 0, "a", 400.0), 0, 100.0, depth=10.0)
    # up to a fall by 0.2: 0.375 x 400 = 150 are sold, at 10 per 0.01 a fall by 0.15
    assert FeedbackGain(most=0.2).value(run.tables(), 0) == pytest.approx(0.15 / 0.2)
    # a fall by 0.3 reaches a health of 1.42857, which 75 % + 0.2857 x 20 % are below
    assert FeedbackGain(most=0.3).value(run.tables(), 0) == pytest.approx(0.8071428 * 400 * 0.01 / 10 / 0.3)


def test_a_deeper_market_has_less(run: RunBuilder) -> None:
    pool_at(run.exchange("book"), 0, "a", 400.0)
    thin, deep = (
        FeedbackGain().value(exchange_at(run, step, 1.0, depth).tables(), step)
        for step, depth in ((0, 10.0), (1, 40.0))
    )
    assert thin == pytest.approx(4 * deep)


def test_without_an_exchange_it_is_not_known(run: RunBuilder) -> None:
    assert math.isnan(FeedbackGain().value(pool_at(run, 0, "a", 400.0).tables(), 0))
