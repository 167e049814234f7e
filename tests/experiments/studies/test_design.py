from firesale.experiments.studies.design import Axis, Grid, Level, Several, along

TWO = along("depth", "depth (USD)", "venues.book.depth", (1.0, 2.0))
KINDS = Axis("graph", "graph", (Level("ring", {"network.kind": "ring", "network.degree": 2.0}), Level("none", {})))


def test_a_grid_has_every_combination_the_last_axis_fastest() -> None:
    cases = Grid((TWO, KINDS)).cases(3)
    assert [tuple(case.at.values()) for case in cases] == [(1.0, "ring"), (1.0, "none"), (2.0, "ring"), (2.0, "none")]
    assert cases[0].changes == {"venues.book.depth": 1.0, "network.kind": "ring", "network.degree": 2.0}
    assert cases[3].changes == {"venues.book.depth": 2.0}


def test_all_cases_meet_the_same_seeds() -> None:
    assert {case.seeds for case in Grid((TWO, KINDS)).cases(3)} == {(1, 2, 3)}


def test_several_grids_come_one_after_the_other() -> None:
    parts = Several((Grid((TWO,)), Grid((along("depth", "depth (USD)", "venues.book.depth", (9.0,)),))))
    assert [case.at["depth"] for case in parts.cases(2)] == [1.0, 2.0, 9.0]
    assert parts.names == ("depth",)


def test_an_axis_is_found_by_its_column() -> None:
    assert Grid((TWO, KINDS)).axis("graph").values == ["ring", "none"]
