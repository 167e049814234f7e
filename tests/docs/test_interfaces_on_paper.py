"""The interfaces that the page quotes are those of the code."""

import re

import pytest

from docs.making.snippets import ROOT
from firesale.market.backstops.base import Absorption, Backstop
from firesale.market.liquidation.base import LiquidationMechanism, Settlement
from firesale.market.margin.base import MarginRule
from firesale.market.oracles.base import Oracle
from firesale.market.rates.base import RateModel
from firesale.market.venues.base import Venue, VenueTerms
from firesale.market.venues.curve import Curve

PAGE = (ROOT / "docs" / "discussion" / "interfaces-on-paper.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
INTERFACES = (Oracle, MarginRule, LiquidationMechanism, Backstop, RateModel, Curve, Venue, VenueTerms)


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_member_that_must_be_written_is_quoted(interface: type) -> None:
    told = set(re.findall(r"`(\w+)", ROWS[interface.__name__]))
    assert getattr(interface, "__abstractmethods__", frozenset()) <= told


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_member_that_is_quoted_exists(interface: type) -> None:
    known = set(dir(interface)) | set(getattr(interface, "__annotations__", {})) | {"handlers"}
    assert set(re.findall(r"`(\w+)", ROWS[interface.__name__])) <= known


@pytest.mark.parametrize(("answer", "row"), [(Settlement, "LiquidationMechanism"), (Absorption, "Backstop")])
def test_the_fields_of_an_answer_are_quoted(answer: type, row: str) -> None:
    fields = ", ".join(answer.__annotations__)
    assert f"{answer.__name__}({fields})" in ROWS[row]
