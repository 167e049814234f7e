"""Rates of vaults that a scenario gives to their owners."""

from typing import Any

import numpy as np
import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.errors import FiresaleError
from firesale.market.venues.vaults.vaults import Vaults

RATE = "agents.owners.positions.0.interest_rate"
CHANGES: dict[str, Any] = {
    "venues.vaults.own_rates": True,
    "venues.vaults.redemption": {"kind": "lowest_rate_first"},
    RATE: {"distribution": "uniform", "low": 0.01, "high": 0.2},
}


def chosen(changes: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    vaults = MarketModel(Scenario.load("depeg", changes)).market.venues["vaults"]
    assert isinstance(vaults, Vaults)
    rates = vaults.mint.own.chosen
    return rates[rates >= 0.0]


def test_rates_are_drawn_for_each_owner_of_the_group() -> None:
    rates = chosen(CHANGES)
    assert len(rates) == len(np.unique(rates)) == 150
    assert rates.min() >= 0.01
    assert rates.max() <= 0.2


def test_a_rate_that_the_vaults_do_not_allow_is_refused_with_key_and_limits() -> None:
    with pytest.raises(FiresaleError, match=r"positions.*interest_rate.*3.*from 0.005 to 2.5"):
        chosen({**CHANGES, RATE: 3.0})


def test_where_owners_do_not_choose_a_rate_is_refused() -> None:
    with pytest.raises(FiresaleError, match="own_rates"):
        chosen({**CHANGES, "venues.vaults.own_rates": False})
