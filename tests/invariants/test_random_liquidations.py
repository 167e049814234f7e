"""Every mechanism closes positions in markets of any parts: what the random players of `test_random_markets.py` rarely get to, and that they do."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.stability_pool import StabilityPool
from tests.invariants.any_market import markets
from tests.invariants.closing import credits_of
from tests.invariants.test_random_markets import EXAMPLES, AnyMarket

WAYS = [
    ("bands", "hand_over"),
    *(("vaults" if mechanism is StabilityPool else "lending_pool", name) for name, mechanism in LIQUIDATIONS.items()),
]
"""Where each mechanism is at home."""
GOOD_SHARE = 0.05
"""Of the markets; in others the rule lends next to nothing, the venue has none of what is asked for, or prices move both sides alike."""


@pytest.mark.parametrize(("kind", "liquidation"), WAYS)
def test_positions_are_closed_in_a_good_share_of_any_markets(kind: str, liquidation: str) -> None:
    counted = Counter[str]()

    @settings(
        max_examples=4 * EXAMPLES,
        deadline=None,
        derandomize="FIRESALE_EXAMPLES" not in os.environ,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def close(data: st.DataObject) -> None:
        machine = AnyMarket()
        machine.enter(data.draw(markets(kind, liquidation)))
        venue = next(one for one in credits_of(machine.market) if one.kind == kind)
        counted[str(machine.close_positions(venue))] += 1
        machine.nothing_is_broken()

    close()
    print(kind, liquidation, counted)
    assert counted["True"] >= GOOD_SHARE * counted.total()
