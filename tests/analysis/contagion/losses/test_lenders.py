import numpy as np
import pytest

from firesale.analysis.contagion.losses.lenders import Lenders
from firesale.market.events import AssetListed, CollateralPosted, Liquidated, Supplied, Swapped, Withdrawn
from tests.analysis.conftest import RunBuilder

NAN = float("nan")


def lent(run: RunBuilder) -> RunBuilder:
    """Accounts 1 and 2 have 300 and 100 receipt tokens of p; sequence numbers 4 and 5."""
    run.pool("p").at(0, AssetListed("p", "p:USD", "receipt", "USD", "", 0.0))
    return run.at(0, Supplied("p", 1, "USD", 300.0, 300.0, "opening"), Supplied("p", 2, "USD", 100.0, 100.0, "opening"))


def parts(run: RunBuilder, sequence: int = 1_000, tokens: float = NAN) -> dict[int, float]:
    accounts, part = Lenders(run.tables()).parts("p", "USD", sequence, tokens)
    return dict(zip(accounts.tolist(), part.tolist(), strict=True))


def test_in_proportion_to_what_each_holds(run: RunBuilder) -> None:
    assert parts(lent(run)) == {1: 0.75, 2: 0.25}


def test_what_came_later_does_not_count(run: RunBuilder) -> None:
    lent(run).at(1, Withdrawn("p", 1, "USD", 300.0, 300.0, "run"))
    withdrawn = run.sequence - 1
    lenders = Lenders(run.tables())
    assert lenders.parts("p", "USD", withdrawn, NAN)[0].tolist() == [1, 2]
    assert lenders.parts("p", "USD", withdrawn + 1, NAN)[0].tolist() == [2]


def test_a_pledged_claim_is_its_owners_until_it_is_seized(run: RunBuilder) -> None:
    lent(run).pool("q", collateral="p:USD").at(1, CollateralPosted("q", 1, "p:USD", 200.0, "opening"))
    assert parts(run) == {1: 0.75, 2: 0.25}
    run.at(2, Liquidated("q", 3, 1, "p:USD", "USD", 90.0, 100.0, 10.0, 1.0, 1.0, 0.9, 1.2))
    assert parts(run, tokens=400.0) == pytest.approx({1: 0.5, 2: 0.25, 3: 0.225, -1: 0.025})


def test_a_claim_that_was_sold_is_the_buyers(run: RunBuilder) -> None:
    lent(run).at(1, Swapped("x", 2, "p:USD", "USD", 100.0, 99.0, 0.0, 1.0, 1.0, "run"))
    assert parts(run, tokens=400.0) == {1: 0.75, -1: 0.25}
    run.at(2, Swapped("x", 3, "USD", "p:USD", 40.0, 40.0, 0.0, 1.0, 1.0, "trading"))
    assert parts(run, tokens=400.0) == pytest.approx({1: 0.75, 3: 0.1, -1: 0.15})


def test_without_a_known_lender_all_is_with_others(run: RunBuilder) -> None:
    assert parts(run) == {-1: 1.0}


def test_parts_add_up(run: RunBuilder) -> None:
    for tokens in (NAN, 100.0, 400.0, 1e6):
        assert np.isclose(sum(parts(lent(RunBuilder()), tokens=tokens).values()), 1.0)
