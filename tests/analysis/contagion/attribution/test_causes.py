import pytest

from firesale.analysis.contagion.attribution import causes
from firesale.analysis.contagion.attribution.attribute import Attribution, attribute
from tests.analysis.contagion.conftest import Written, near


def row_of_dominoes(run: Written) -> Attribution:
    """Eight positions, each of which falls by the sale of the one before."""
    run.book("x").oracle("x").pool("p")
    for account in range(8):
        run.position("p", account, 1.03 + 0.06 * account)
    run.step(1, 96.0)
    for account in range(8):
        run.step(account + 1).report(run.quote("x")).liquidate("p", account, liquidator=50 + account)
        run.swap("x", 50 + account, -0.06, "liquidation")
    return attribute(run.tables())


def test_each_round_of_sales_is_a_source(written: Written) -> None:
    found = row_of_dominoes(written)
    assert found.members.groupby("liquidation")["source"].nunique().tolist() == [1] * 8
    assert (found.sources["channel"] == "fire sale").sum() == 8
    assert found.direct.empty


def test_if_rounds_are_merged_a_child_hangs_on_what_was_sold_before_it(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(causes, "ROOM", 0)
    monkeypatch.setattr(causes, "FEWEST", 2)
    found = row_of_dominoes(written)
    assert (found.sources["channel"] == "fire sale").sum() <= 2
    assert len(found.direct) > 0
    assert (found.direct["parent"] < found.direct["child"]).all()
    weight = (
        found.links.groupby("child")["weight"].sum().add(found.direct.groupby("child")["weight"].sum(), fill_value=0.0)
    )
    near(weight, found.liquidations["endogenous"][1:])
