"""What every portfolio margin rule must do: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin import PORTFOLIO_MARGINS
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.gross import Gross
from firesale.market.portfolio_margin.listing import Contracts, Listing
from tests.market.parts import Inside, parts

every_rule = pytest.mark.parametrize("kind", sorted(PORTFOLIO_MARGINS))
few = settings(max_examples=60, deadline=None, derandomize=True)
SIMPLE = ("scenario_scan", "value_at_risk", "expected_shortfall")
INSIDE: Inside = {PortfolioMargin: st.sampled_from(SIMPLE).flatmap(lambda kind: parts(PORTFOLIO_MARGINS[kind]))}
seeds = st.integers(0, 2**31)


def drawn(data: st.DataObject, kind: str) -> PortfolioMargin:
    part: Any = data.draw(parts(PORTFOLIO_MARGINS[kind], inside=INSIDE))
    assert isinstance(part, PortfolioMargin)
    return part


def some_listing(rng: np.random.Generator) -> Listing:
    """One to eight contracts on up to three underlyings, with a past or without."""
    u, c = int(rng.integers(1, 4)), int(rng.integers(1, 9))
    prices = 10.0 ** rng.uniform(-1, 4, u)
    option = rng.random(c) < 0.7
    underlying = rng.integers(0, u, c)
    strike = prices[underlying] * np.exp(rng.normal(0.0, 0.3, c))
    contracts = Contracts(underlying, option, option & (rng.random(c) < 0.5), strike)
    past = rng.normal(0.0, 0.05, (int(rng.choice([0, 5, 40])), u))
    return Listing(contracts, prices, rng.uniform(0.05, 1.5, u), rng.uniform(0.0, 1.0, c), 0.02, past, 1 / 365)


def some_positions(rng: np.random.Generator, listing: Listing, n: int = 20) -> FloatArray:
    """Long, short and none, of sizes over orders of magnitude."""
    c = len(listing.years)
    sizes = rng.choice([-1.0, 0.0, 1.0], (n, c)) * 10.0 ** rng.uniform(-2, 3, (n, c))
    return np.asarray(sizes, dtype=np.float64)


def scale(positions: FloatArray, listing: Listing) -> FloatArray:
    """What portfolios are worth without netting: the size at which sums are rounded, (n,)."""
    worth = listing.prices[listing.contracts.underlying] + listing.contracts.strike
    return np.asarray(np.abs(positions) @ worth)


@every_rule
@few
@given(data=st.data(), seed=seeds)
def test_a_requirement_is_finite_and_not_negative_and_nothing_for_no_position(
    kind: str, data: st.DataObject, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    listing, rule = some_listing(rng), drawn(data, kind)
    needed = rule.requirement(some_positions(rng, listing), listing)
    assert needed.shape == (20,)
    assert np.all(np.isfinite(needed) & (needed >= 0.0))
    assert np.all(rule.requirement(np.zeros((3, len(listing.years))), listing) == 0.0)
    assert rule.requirement(np.zeros((0, len(listing.years))), listing).shape == (0,)


@every_rule
@few
@given(data=st.data(), seed=seeds)
def test_twice_the_portfolio_needs_twice_as_much(kind: str, data: st.DataObject, seed: int) -> None:
    rng = np.random.default_rng(seed)
    listing, rule = some_listing(rng), drawn(data, kind)
    positions = some_positions(rng, listing)
    once, twice = rule.requirement(positions, listing), rule.requirement(2.0 * positions, listing)
    assert np.all(np.abs(twice - 2.0 * once) <= 1e-9 * scale(positions, listing))


@every_rule
@few
@given(data=st.data(), seed=seeds)
def test_merging_never_needs_more_if_the_rule_says_so(kind: str, data: st.DataObject, seed: int) -> None:
    rng = np.random.default_rng(seed)
    listing, rule = some_listing(rng), drawn(data, kind)
    if not rule.subadditive:
        return
    ours, theirs = some_positions(rng, listing), some_positions(rng, listing)
    merged = rule.requirement(ours + theirs, listing)
    apart = rule.requirement(ours, listing) + rule.requirement(theirs, listing)
    assert np.all(merged <= apart + 1e-9 * (scale(ours, listing) + scale(theirs, listing)))


@every_rule
@few
@given(data=st.data(), seed=seeds)
def test_netting_never_needs_more_than_gross(kind: str, data: st.DataObject, seed: int) -> None:
    rng = np.random.default_rng(seed)
    listing, rule = some_listing(rng), drawn(data, kind)
    within: PortfolioMargin = getattr(rule, "of", rule)
    if not within.subadditive and kind != "scenario_scan":
        return
    positions = some_positions(rng, listing)
    netted, gross = rule.requirement(positions, listing), Gross(within).requirement(positions, listing)
    assert np.all(netted <= gross + 1e-9 * scale(positions, listing))


@every_rule
@few
@given(data=st.data(), seed=seeds)
def test_each_portfolio_is_judged_alone(kind: str, data: st.DataObject, seed: int) -> None:
    rng = np.random.default_rng(seed)
    listing, rule = some_listing(rng), drawn(data, kind)
    positions = some_positions(rng, listing, 5)
    together = rule.requirement(positions, listing)
    alone = np.concatenate([rule.requirement(positions[i : i + 1], listing) for i in range(5)])
    assert np.all(np.abs(together - alone) <= 1e-9 * scale(positions, listing))
