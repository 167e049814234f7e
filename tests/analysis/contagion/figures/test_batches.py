import pytest

from firesale.analysis.contagion.figures.batches import batches, largest_branches
from tests.analysis.contagion.figures.by_hand import CHAIN, One, found, many


def test_siblings_of_one_pool_and_step_are_one_batch() -> None:
    made = found(
        [One(1, "a", 10.0), One(2, "b", 1.0, 0), One(2, "b", 3.0, 0), One(2, "c", 5.0, 0), One(3, "b", 7.0, 0)]
    )
    table = batches(made.liquidations, made.nodes, made.links)
    assert table["size"].tolist() == [1, 2, 1, 1]
    assert table["debt_value"].tolist() == [10.0, 4.0, 5.0, 7.0]
    assert table["parent"].tolist() == [-1, 0, 0, 0]


def test_cousins_are_not_one_batch_but_children_of_one_batch_are() -> None:
    apart = found(
        [One(1, "a", 1.0), One(1, "b", 1.0, 0), One(1, "c", 1.0, 0), One(2, "d", 1.0, 1), One(2, "d", 1.0, 2)]
    )
    together = found(
        [One(1, "a", 1.0), One(1, "b", 1.0, 0), One(1, "b", 1.0, 0), One(2, "d", 1.0, 1), One(2, "d", 1.0, 2)]
    )
    assert batches(apart.liquidations, apart.nodes, apart.links)["size"].tolist() == [1, 1, 1, 1, 1]
    assert batches(together.liquidations, together.nodes, together.links)["size"].tolist() == [1, 2, 2]


def test_roots_are_not_siblings() -> None:
    made = found([One(1, "a", 1.0), One(1, "a", 1.0)])
    assert len(batches(made.liquidations, made.nodes, made.links)) == 2


def test_the_weight_is_the_mean_over_the_debt() -> None:
    made = found([One(1, "a", 1.0), One(2, "b", 30.0, 0, 0.9), One(2, "b", 10.0, 0, 0.5)])
    assert batches(made.liquidations, made.nodes, made.links)["weight"].tolist() == pytest.approx([0.0, 0.8])


def test_a_branch_is_worth_all_that_hangs_on_it() -> None:
    made = found(CHAIN)
    assert batches(made.liquidations, made.nodes, made.links)["branch"].tolist() == [175.0, 75.0, 25.0]


def test_batches_hold_every_liquidation_and_all_debt() -> None:
    made = found(many(500))
    table = batches(made.liquidations, made.nodes, made.links)
    assert table["size"].sum() == 500
    assert table["debt_value"].sum() == pytest.approx(made.liquidations["debt_value"].sum())
    assert table.loc[table["parent"] < 0, "branch"].sum() == pytest.approx(made.liquidations["debt_value"].sum())


def test_the_largest_branches_hang_together() -> None:
    made = found(many(500))
    whole = batches(made.liquidations, made.nodes, made.links)
    kept = largest_branches(whole, 60)
    inner = kept[kept["parent"] >= 0]
    assert len(kept) == 60
    assert (inner["parent"] < inner.index).all()
    assert (kept.loc[inner["parent"], "tree"].to_numpy() == inner["tree"].to_numpy()).all()
    assert (kept.loc[inner["parent"], "generation"].to_numpy() == inner["generation"].to_numpy() - 1).all()


def test_few_batches_are_all_kept() -> None:
    made = found(CHAIN)
    whole = batches(made.liquidations, made.nodes, made.links)
    assert largest_branches(whole, 99).equals(whole.reset_index(drop=True))
