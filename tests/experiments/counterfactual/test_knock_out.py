import pandas as pd
import pytest

from firesale.analysis.compare import compare
from firesale.experiments.counterfactual.catalogue import channels_of
from firesale.experiments.counterfactual.channel import without
from firesale.experiments.counterfactual.knock_out import knock_out
from firesale.experiments.run import run
from firesale.market.errors import BadValueError
from tests.experiments.crash import CRASH
from tests.experiments.small import small

WORLD = small(CRASH)
CHANNELS = [channel for channel in channels_of(WORLD) if channel.name in ("fire_sale", "claim.harbor:USD.pier")]
METRICS = ["bad_debt", "liquidated_debt.total"]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return knock_out(WORLD, CHANNELS, 3, METRICS)


def test_each_row_is_the_comparison_of_the_scenario_and_the_same_without_the_channel(table: pd.DataFrame) -> None:
    for channel in CHANNELS:
        sides = [{seed: run(one, seed).metrics for seed in (1, 2, 3)} for one in (WORLD, without(WORLD, [channel]))]
        expected = compare(sides[0], sides[1]).rename(columns={"mean_a": "mean_with", "mean_b": "mean_without"})
        rows = table.loc[[channel.name]].droplevel("channel")
        pd.testing.assert_frame_equal(rows, expected.loc[rows.index], check_exact=True)


def test_it_has_a_row_for_each_channel_and_metric(table: pd.DataFrame) -> None:
    names = [
        "bad_debt.realised",
        "bad_debt.shortfall",
        "bad_debt.uncovered",
        "bad_debt.pool.harbor",
        "bad_debt.pool.pier",
    ]
    names.append("liquidated_debt.total")
    assert table.index.tolist() == [(channel.name, name) for channel in CHANNELS for name in names]


def test_without_the_edge_there_is_no_shortfall_below_it(table: pd.DataFrame) -> None:
    row = table.reset_index().query("channel == 'claim.harbor:USD.pier' and metric == 'bad_debt.shortfall'")
    assert row["mean_without"].tolist() == [0.0]
    assert row["difference"].tolist() == (-row["mean_with"]).tolist()
    assert row["mean_with"].item() > 0.0


def test_the_scenario_itself_runs_once_per_seed_for_all_channels() -> None:
    done: list[int] = []
    knock_out(WORLD, CHANNELS, 2, METRICS, on_run=lambda: done.append(1))
    assert len(done) == 2 * (1 + len(CHANNELS))


def test_two_workers_find_the_same(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(knock_out(WORLD, CHANNELS, 3, METRICS, workers=2), table, check_exact=True)


@pytest.mark.parametrize(("metric", "runs"), [("happiness", 0), ("bad_debt.realized", 1)])
def test_an_unknown_metric_is_refused_as_soon_as_it_is_known_to_be_one(metric: str, runs: int) -> None:
    done: list[int] = []
    with pytest.raises(BadValueError, match=f"metric: received '{metric}'"):
        knock_out(WORLD, CHANNELS, 2, [metric], on_run=lambda: done.append(1))
    assert len(done) == runs
