"""English against Dutch auctions in full blocks, a run each; the whole study has ten per case."""

from functools import cache

import pytest

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.zero_bids import DUTCH, ENGLISH, GRID, PUBLISHED, STUDY, measure


@cache
def played(auction: str, room: int) -> dict[str, float]:
    """One case with its first seed."""
    case = next(case for case in GRID.cases(1) if case.at == {"auction": auction, "room": room})
    return measure(run(Scenario.load(STUDY.scenario, case.changes), 1).tables)


def test_keepers_have_the_same_fees_and_want_the_same_discount_in_both_auctions() -> None:
    case = next(case for case in GRID.cases(1) if case.at["auction"] == DUTCH)
    english, dutch = (Scenario.load(STUDY.scenario, changes).form for changes in ({}, case.changes))
    for group in ("keepers", "zero_bidders"):
        before, after = english.agents[group], dutch.agents[group]
        assert before.endowment == after.endowment
        for name in ("priority_fee", "margin"):
            assert getattr(before.strategy, name) == getattr(after.strategy, name)


def test_in_full_blocks_about_as_many_lots_as_published_go_for_nothing_in_english_auctions_and_none_in_dutch_ones() -> (
    None
):
    english, dutch = played(ENGLISH, 60), played(DUTCH, 60)
    assert english["nothing"] == pytest.approx(PUBLISHED, abs=0.08)
    assert dutch["nothing"] == 0.0
    assert dutch["recovered"] > 0.95 > 0.8 > english["recovered"]


def test_with_room_for_everybody_english_bidders_meet_each_other() -> None:
    assert played(ENGLISH, 150)["nothing"] < 0.05
