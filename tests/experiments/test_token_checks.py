"""Where a protocol's own token may be sold or bought."""

from typing import Any

import pytest

from firesale.experiments.scenario import BadScenarioError, Scenario


def refusal(changes: dict[str, Any]) -> str:
    with pytest.raises(BadScenarioError) as refused:
        Scenario.load("depeg", changes)
    return str(refused.value)


def test_new_tokens_are_sold_for_what_the_pool_owes() -> None:
    told = refusal({"venues.market.backstops": [{"kind": "recapitalisation", "exchange": "direct"}]})
    assert "venues.market.backstops.0.exchange" in told
    assert "an exchange whose quote is USD; this one has XUSD" in told
    Scenario.load("depeg", {"venues.market.backstops": [{"kind": "recapitalisation", "exchange": "peg"}]})


def test_surplus_is_spent_where_the_coin_is_taken() -> None:
    told = refusal({"venues.vaults.surplus_exchange": "peg"})
    assert "venues.vaults.surplus_exchange" in told
    assert "an exchange whose quote is XUSD; this one has USD" in told
    Scenario.load("depeg", {"venues.vaults.surplus_exchange": "direct"})
