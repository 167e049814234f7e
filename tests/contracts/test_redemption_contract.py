"""What every rule of redemption must do: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.redemption import REDEMPTIONS
from firesale.market.redemption.base import Redemption
from tests.market.parts import parts

every_rule = pytest.mark.parametrize("kind", sorted(REDEMPTIONS))
few = settings(max_examples=100, deadline=None, derandomize=True)
rates = st.floats(0.0, 1.0)
amounts = st.integers(-30, 60).map(lambda tenths: 10.0 ** (tenths / 10.0))


def drawn(data: st.DataObject, kind: str) -> Redemption:
    part: Any = data.draw(parts(REDEMPTIONS[kind]))
    assert isinstance(part, Redemption)
    return part


@every_rule
@few
@given(data=st.data(), rate=rates, redeemed=amounts, more=amounts, seconds=amounts)
def test_fees_are_fractions_and_the_base_rate_rises_by_redemptions_and_falls_with_time(
    kind: str, data: st.DataObject, rate: float, redeemed: float, more: float, seconds: float
) -> None:
    rule = drawn(data, kind)
    assert 0.0 <= rule.decayed(rate, seconds) <= rate
    assert rule.decayed(rate, 0.0) == rate
    assert rate <= rule.raised(rate, redeemed, redeemed + more) <= 1.0
    assert 0.0 <= rule.redemption_fee(rate) <= 1.0
    assert 0.0 <= rule.borrowing_fee(rate, recovery=True) <= 1.0
    assert 0.0 <= rule.borrowing_fee(rate, recovery=False) <= 1.0


@every_rule
@few
@given(data=st.data(), ratio=st.lists(st.floats(0.1, 10.0), max_size=8))
def test_a_vault_stands_in_the_queue_at_most_once(kind: str, data: st.DataObject, ratio: list[float]) -> None:
    rate = data.draw(st.lists(st.floats(0.0, 2.0), min_size=len(ratio), max_size=len(ratio)))
    queue = drawn(data, kind).queue(np.array(ratio), np.array(rate)).tolist()
    assert len(set(queue)) == len(queue)
    assert set(queue) <= set(range(len(ratio)))
