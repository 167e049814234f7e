from typing import Any

import pytest

from firesale.analysis.contagion.replay_frames import frames_of
from firesale.analysis.contagion.replay_network import replay_network
from firesale.analysis.contagion.replay_tree import MOST_DOTS, MOST_LINES, replay_tree
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import One, crash, found


def drawn(run: RunBuilder, ones: list[One]) -> Any:
    made, tables = found(ones), crash(run, ones).tables()
    network = replay_network(tables, made.liquidations.groupby("venue")["debt_value"].sum())
    return replay_tree(tables, made.liquidations, made.nodes, frames_of(tables), network)


def test_liquidations_of_one_moment_pool_and_generation_are_one_dot(run: RunBuilder) -> None:
    tree = drawn(
        run, [One(1, "a", 1.0), One(1, "a", 2.0), One(1, "b", 4.0, 0), One(2, "a", 8.0, 0), One(2, "a", 16.0, 1)]
    )
    assert tree["dots"]["count"] == [2, 1, 2]
    assert tree["dots"]["debt"] == [3, 4, 24]
    assert tree["lines"] == {"parent": [0, 0], "child": [1, 2], "count": [1, 2]}


def test_long_calm_is_cut_short_and_said(run: RunBuilder) -> None:
    tree = drawn(run, [One(1, "a", 1.0), One(62, "a", 1.0)])
    assert tree["frames"] == [1, 62]
    assert [said for _, said in tree["cuts"]] == ["1 h left out"]


def test_too_many_dots_hold_more_than_one_moment(run: RunBuilder) -> None:
    ones = [One(1 + i // 20, f"p{i % 6}", 1.0, -1 if i % 20 == 0 else i - 1) for i in range(20_000)]
    tree = drawn(run, ones)
    assert len(tree["dots"]["frame"]) <= MOST_DOTS
    assert len(tree["lines"]["child"]) <= MOST_LINES
    assert sum(tree["dots"]["count"]) == 20_000
    assert sum(tree["dots"]["debt"]) == pytest.approx(20_000)
    assert all(start <= frame for start, frame in zip(tree["dots"]["start"], tree["dots"]["frame"], strict=True))
    assert set(tree["dots"]["start"]) == set(tree["frames"])


def test_without_liquidations_there_is_nothing(run: RunBuilder) -> None:
    assert drawn(run.price("ETH", [1.0, 2.0]), [])["dots"] == {}
