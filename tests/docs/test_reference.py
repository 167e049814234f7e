"""Pages that are read off the code say what the code says now."""

import pytest

from docs.generate import ROOT, made
from docs.making.comments import meanings
from docs.making.words import type_in_words
from firesale.market.checks import marks
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.oracles.push import Push

MADE = made()


@pytest.mark.parametrize("path", MADE)
def test_a_made_page_is_up_to_date(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == MADE[path], "run `python -m docs.generate`"


def test_the_comment_beside_a_field_is_its_meaning() -> None:
    assert meanings(Push)["latency"] == "seconds until a report is visible"


def test_a_comment_after_a_field_of_several_lines_is_found() -> None:
    assert "extra collateral" in meanings(FixedSpread)["liquidation_bonus"]


def test_a_range_is_told_in_words() -> None:
    bare, extras = marks(Push)["heartbeat"]
    assert type_in_words(bare, extras) == "a number above 0"


def test_a_table_per_asset_says_which_list_it_follows() -> None:
    bare, extras = marks(FixedSpread)["liquidation_bonus"]
    assert type_in_words(bare, extras).endswith("or a table with one for each asset of `collateral`")
