"""What holds for every study that comes with firesale."""

from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario, find
from firesale.experiments.studies import STUDIES
from firesale.experiments.studies.base import HERE
from firesale.experiments.studies.design import Case

FEW = 4


def ends(name: str) -> list[Case]:
    """The first and the last case."""
    cases = STUDIES[name].design.cases(FEW)
    return [cases[0], cases[-1]]


@cache
def measured(name: str) -> dict[str, float]:
    """What the last case measures with its first seed."""
    study, case = STUDIES[name], ends(name)[1]
    return dict(study.measure(run(Scenario.load(study.scenario, case.changes), case.seeds[0]).tables))


def made_up(name: str) -> pd.DataFrame:
    """Rows of the whole design with outcomes thrown by dice: what a finished study might hold."""
    study, rng = STUDIES[name], np.random.default_rng(3)
    places = [
        {**case.at, "seed": seed}
        for case in study.design.cases(40 if name == "early_warning" else FEW)
        for seed in case.seeds
    ]
    outcomes = {key: rng.integers(0, 2, len(places)).astype(float) for key in measured(name)}
    return pd.DataFrame(places).assign(**outcomes)


@pytest.mark.parametrize("name", STUDIES)
def test_its_ends_are_scenarios(name: str) -> None:
    for case in ends(name):
        assert Scenario.load(STUDIES[name].scenario, case.changes).name == name


@pytest.mark.parametrize("name", STUDIES)
def test_every_value_of_every_axis_is_a_scenario_of_its_own(name: str) -> None:
    study = STUDIES[name]
    cases = study.design.cases(FEW)
    by_value = (
        {(key, value): case for case in cases for key, value in case.at.items()} if name != "early_warning" else {}
    )
    texts = [str(sorted((k, str(v)) for k, v in case.changes.items())) for case in cases]
    assert len(set(texts)) == len(cases)
    for case in {id(case): case for case in by_value.values()}.values():
        Scenario.load(study.scenario, case.changes)


@pytest.mark.parametrize("name", STUDIES)
def test_it_measures_numbers(name: str) -> None:
    assert measured(name)
    assert all(isinstance(value, float) for value in measured(name).values())


@pytest.mark.parametrize("name", STUDIES)
def test_its_results_are_tabulated_told_and_drawn(name: str) -> None:
    rows = made_up(name)
    table = STUDIES[name].summarise(rows)
    assert len(table)
    told = STUDIES[name].brief(table).round(2).to_string()
    assert max(map(len, told.splitlines())) <= 140
    figure = STUDIES[name].draw(rows, table)
    figure.savefig(BytesIO(), format="png")
    assert figure.get_figwidth() == 7.0


def test_each_has_a_file_of_its_own_that_says_where_it_comes_from() -> None:
    for name, study in STUDIES.items():
        assert Path(HERE / f"{name}.py").is_file()
        assert find(study.scenario).is_file(), "beside it, or shipped"
    assert all("Source: " in (HERE / f"{name}.py").read_text(encoding="utf-8") for name in STUDIES)
