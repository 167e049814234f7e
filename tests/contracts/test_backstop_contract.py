"""What every backstop must do: one is covered, with drawn parameters, once it is registered."""

import math
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.backstops import BACKSTOPS
from firesale.market.backstops.base import Backstop, Bearer, Resources, waterfall
from firesale.market.venues.constant_product import ConstantProductCurve
from tests.market.parts import NAMES, parts

every_backstop = pytest.mark.parametrize("kind", sorted(BACKSTOPS))
few = settings(max_examples=100, deadline=None, derandomize=True)
losses = st.integers(-60, 80).map(lambda tenths: 10.0 ** (tenths / 10.0))
SHARES = ConstantProductCurve("MKR", "USDC", 0.003, 100.0, 1e6)
EXCHANGE = 1e6
"""All that the exchange holds on which new tokens are sold."""
some = st.just(0.0) | losses
means = st.builds(
    Resources,
    **{field.name: some for field in fields(Resources) if field.name != "outlets"},
    outlets=st.sampled_from([{}, {NAMES["exchange"]: SHARES}]),
)
ROUNDING = 1e-12


def drawn(data: st.DataObject, kind: str) -> Backstop:
    part: Any = data.draw(parts(BACKSTOPS[kind]))
    assert isinstance(part, Backstop)
    return part


def of(resources: Resources, bearer: Bearer) -> float:
    return {
        Bearer.RESERVES: resources.reserves,
        Bearer.LENDERS: resources.lenders,
        Bearer.DEFAULTER: resources.defaulter,
        Bearer.CLEARING_HOUSE: resources.capital,
        Bearer.DEFAULT_FUND: resources.default_fund,
        Bearer.MEMBERS: math.inf,  # asked for cash that they may not have: their next margin call
        Bearer.GAINERS: resources.gains,
        Bearer.TOKEN_HOLDERS: EXCHANGE,
        Bearer.DEPOSITORS: resources.stability_deposits,
        Bearer.VAULT_OWNERS: resources.vault_equity,
        Bearer.INSURANCE_FUND: resources.insured,
        Bearer.VAULT: resources.vault_takes,
        Bearer.WINNERS: resources.other_side,
    }.get(bearer, 0.0)


@every_backstop
@few
@given(data=st.data(), loss=losses, resources=means)
def test_it_takes_no_more_than_the_loss_and_no_more_than_its_bearer_has(
    kind: str, data: st.DataObject, loss: float, resources: Resources
) -> None:
    absorption = drawn(data, kind).absorb(loss, resources)
    assert 0.0 <= absorption.amount <= loss
    assert absorption.amount <= of(resources, absorption.bearer)
    assert absorption.backstop == kind
    assert absorption.bearer is drawn(data, kind).bearer


@every_backstop
@few
@given(data=st.data(), loss=losses, resources=means, more=losses)
def test_a_larger_loss_takes_no_less(
    kind: str, data: st.DataObject, loss: float, resources: Resources, more: float
) -> None:
    backstop = drawn(data, kind)
    assert backstop.absorb(loss + more, resources).amount >= backstop.absorb(loss, resources).amount


@few
@given(
    data=st.data(),
    kinds=st.lists(st.sampled_from(sorted(BACKSTOPS)), max_size=5, unique=True),
    loss=losses,
    resources=means,
)
def test_a_waterfall_takes_no_more_than_the_loss_and_in_the_order_in_which_it_stands(
    data: st.DataObject, kinds: list[str], loss: float, resources: Resources
) -> None:
    taken = waterfall([drawn(data, kind) for kind in kinds], loss, resources)
    assert sum(absorption.amount for absorption in taken) <= loss * (1.0 + ROUNDING)
    assert [absorption.backstop for absorption in taken] == kinds[: len(taken)]
