"""What every registered part must do in a scenario: it can be written with its defaults and its limits hold there too.

A part of any family, or a strategy of any role, is covered once it is registered.
"""

import math
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any, get_args, get_origin

import numpy as np
import pytest
from pydantic import ValidationError

from firesale.agents.roles import ROLES
from firesale.experiments.cross_checks import cross_check
from firesale.experiments.families import FAMILIES
from firesale.experiments.model import MarketModel
from firesale.experiments.parts import make_part
from firesale.experiments.scenario import Scenario
from firesale.experiments.schema import part_form
from firesale.market.backstops.base import Backstop
from firesale.market.checks import AmongAssets, PerAsset, Range, Refers, marks
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.base import Spread
from firesale.market.registry import Registry
from firesale.market.venues import VENUES
from firesale.market.venues.base import VenueTerms
from tests.experiments.small import players, small_tables

LISTS = {
    "collateral": ["ETH", "BTC"],
    "debt": ["USD"],
    "markets": ["ETH", "BTC"],
    "collateral or markets": ["ETH", "BTC"],
}

NAMES = {
    "base": "ETH",
    "quote": "USD",
    "collateral": "ETH",
    "debt": "USD",
    "asset": "USD",
    "oracle": "feed",
    "exchange": "book",
    "first": "swap",
    "second": "book",
    "pool": "harbor",
    "venue": "perps",
    "market": "ETH",
    "lender": "harbor",
    "margin_asset": "USD",
    "underlying": "ETH",
    "clearing_house": "house",
    "vaults": "vaults",
    "coin_exchange": "coins",
}
EIGHTY = {"loan_to_value": 0.75, "liquidation_threshold": 0.8}
VAULTS = {
    "vaults": {
        "kind": "vaults",
        "collateral": ["ETH"],
        "debt": ["COIN"],
        "oracle": "feed",
        "margin": {"kind": "loan_to_value", "loan_to_value": 0.8, "liquidation_threshold": 0.9},
        "liquidation": {"kind": "stability_pool"},
        "rates": {"kind": "constant"},
        "redemption": {"kind": "riskiest_first"},
    },
    "coins": {"kind": "constant_product", "base": "COIN", "quote": "USD", "base_reserve": 1000.0},
}
PARTS = [(family.__name__, kind, members) for family, members in FAMILIES.items() for kind in members]
STRATEGIES = [(role, kind) for role in ROLES for kind in ROLES[role].strategies]
every_part = pytest.mark.parametrize(
    ("kind", "members"), [one[1:] for one in PARTS], ids=[f"{a}-{b}" for a, b, _ in PARTS]
)
every_strategy = pytest.mark.parametrize(("role", "kind"), STRATEGIES)


def needed(part: type) -> dict[str, Any]:
    """Values for the fields without a default, as a scenario writes them."""
    marked = marks(part)
    return {
        field.name: example(field.name, *marked[field.name])
        for field in fields(part)
        if field.default is MISSING and field.default_factory is MISSING
    }


def example(name: str, bare: Any, extras: tuple[Any, ...]) -> Any:
    """A value that a field may have."""
    among = next((mark for mark in extras if isinstance(mark, AmongAssets)), None)
    if among is not None:
        return LISTS[among.of][:1]
    if get_origin(bare) is tuple and any(isinstance(mark, PerAsset) for mark in extras):
        return written_part(get_args(bare)[0])
    if get_origin(bare) is tuple and get_args(bare)[0] in FAMILIES:
        return [written_part(get_args(bare)[0], place) for place in (0, 1)]
    if get_origin(bare) is tuple:
        return LISTS.get(name, ["harbor", "pier"])
    if isinstance(bare, type) and bare in FAMILIES:
        return written_part(bare)
    if bare is str or any(isinstance(mark, Refers) for mark in extras):
        return NAMES[name]
    return 0.5


def written_part(family: type, place: int = 0) -> dict[str, Any]:
    """The member of a family at this place, with what it needs."""
    kind, part = list(FAMILIES[family].items())[place]
    return {"kind": kind, **needed(part)}


def made(written: dict[str, Any], members: Registry) -> Any:
    """The part that a table of a scenario describes."""
    form = part_form(written["kind"], members[written["kind"]]).model_validate(written)
    return make_part(form, members, "here", LISTS)


def assert_equal(one: Any, other: Any) -> None:
    """Parts are equal if all their fields are; arrays by their numbers."""
    assert type(one) is type(other)
    if hasattr(one, "__dataclass_fields__"):
        for field in fields(one):
            assert_equal(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for first, second in zip(one, other, strict=True):
            assert_equal(first, second)
    else:
        assert np.array_equal(one, other)


def assert_defaults(part: Any, kind: Any) -> None:
    """It is of this kind, and every field that has a default has it."""
    assert type(part) is kind
    for field in fields(kind):
        if field.default is not MISSING:
            assert_equal(getattr(part, field.name), field.default)


def ranged(part: type) -> Iterator[tuple[str, Range]]:
    """The fields with limits."""
    for name, (_, extras) in marks(part).items():
        yield from ((name, mark) for mark in extras if isinstance(mark, Range))


def around(limits: Range) -> set[float]:
    """Numbers at and beside both limits."""
    near = {
        number
        for limit in (limits.low, limits.high)
        if not math.isinf(limit)
        for number in (np.nextafter(limit, -math.inf), limit, np.nextafter(limit, math.inf), limit - 1.0, limit + 1.0)
    }
    return {float(number) for number in near} | {math.inf, -math.inf}


# --- parts ------------------------------------------------------------------------------------------------------------


@every_part
def test_a_part_can_be_written_with_its_defaults_left_out(kind: str, members: Registry) -> None:
    assert_defaults(made({"kind": kind, **needed(members[kind])}, members), members[kind])


@every_part
def test_a_part_comes_back_equal_from_what_is_written_down_with_all_defaults(kind: str, members: Registry) -> None:
    written = {"kind": kind, **needed(members[kind])}
    form = part_form(kind, members[kind]).model_validate(written)
    assert_equal(made(form.model_dump(mode="json", exclude_none=True), members), made(written, members))


@every_part
def test_a_part_says_what_it_is(kind: str, members: Registry) -> None:
    assert len((members[kind].__doc__ or "").strip()) > 20


@every_part
def test_an_unknown_key_of_a_part_is_refused(kind: str, members: Registry) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        made({"kind": kind, **needed(members[kind]), "colour": "red"}, members)


@every_part
def test_the_scenario_allows_of_a_part_what_the_part_allows(kind: str, members: Registry) -> None:
    assert_same_limits(kind, members[kind])


def assert_same_limits(kind: str, part: type) -> None:
    """The form takes a number exactly if the range beside the field does; never NaN."""
    form, written = part_form(kind, part), {"kind": kind, **needed(part)}
    for name, limits in ranged(part):
        whole = marks(part)[name][0] is int
        for number in around(limits):
            if whole and not number.is_integer():
                continue
            given = written | {name: int(number) if whole else number}
            if limits.allows(number):
                form.model_validate(given)
            else:
                with pytest.raises(ValidationError, match=name):
                    form.model_validate(given)
        with pytest.raises(ValidationError, match=name):
            form.model_validate(written | {name: math.nan})


# --- strategies -------------------------------------------------------------------------------------------------------


def scenario_with(role: str, kind: str) -> Scenario:
    """The small scenario with a further group that plays a strategy with its defaults."""
    part = ROLES[role].strategies[kind]
    strategy = {"kind": kind, **needed(part)}
    if role == "liquidity_provider":
        strategy["exchange"] = "swap"
    tables = small_tables()
    if "perpetual_venue" in {
        mark.to for _, extras in marks(part).values() for mark in extras if isinstance(mark, Refers)
    }:
        perpetuals = {"kind": "perpetuals", **needed(VENUES["perpetuals"]), "oracle": "feed"}
        tables["venues"]["perps"] = perpetuals
    if role == "clearing_member":
        future = {"kind": "future", "underlying": "ETH", "expiry": 3600.0}
        margin = {"kind": "scenario_scan"}
        tables["venues"]["house"] = {
            "kind": "clearing_house",
            "contracts": [future],
            "oracle": "feed",
            "margin": margin,
            "settlement_interval": 600.0,
        }
    if "vaults" in strategy:
        tables["venues"] |= VAULTS
    wanted = getattr(part, "mechanism", Spread)
    if not issubclass(Spread, wanted):  # a pool of its own kind
        seizes = next(name for name, member in LIQUIDATIONS.items() if issubclass(member, wanted))
        pool = {**tables["venues"]["harbor"], "collateral": ["ETH"], "margin": {"kind": "loan_to_value", **EIGHTY}}
        tables["venues"]["quay"] = pool | {"liquidation": {"kind": seizes, **needed(LIQUIDATIONS[seizes])}}
        strategy["pool"] = "quay"
    tables["agents"]["new"] = {"role": role, "count": 3, "strategy": strategy, "endowment": {"USD": 100.0}}
    return Scenario.from_tables(tables)


@every_strategy
def test_a_strategy_can_be_played_with_its_defaults(role: str, kind: str) -> None:
    model = MarketModel(scenario_with(role, kind))
    assert_defaults(model.cohorts[-1].strategy, ROLES[role].strategies[kind])
    model.run()
    assert {type(agent) for agent in players(model, "new")} == {ROLES[role].agent}


@every_strategy
def test_a_strategy_comes_back_equal_from_what_is_written_down(role: str, kind: str) -> None:
    scenario = scenario_with(role, kind)
    again = Scenario.from_tables(scenario.as_tables())
    cross_check(again.form)
    assert again.form == scenario.form


@every_strategy
def test_the_scenario_allows_of_a_strategy_what_the_strategy_allows(role: str, kind: str) -> None:
    assert_same_limits(kind, ROLES[role].strategies[kind])


# --- what a waterfall is made of --------------------------------------------------------------------------------------


def bearers_of(backstops: Registry, venue: type) -> list[str]:
    """The backstops whose bearer a venue has."""
    return [kind for kind, part in backstops.items() if part.bearer in venue.bearers]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", FAMILIES[Backstop])
def test_every_backstop_can_work_at_some_venue(kind: str) -> None:
    venues = [venue for venue in FAMILIES[VenueTerms].values() if hasattr(venue, "bearers")]
    assert any(kind in bearers_of(FAMILIES[Backstop], venue) for venue in venues)


def test_every_backstop_can_stand_in_a_waterfall_with_every_other_that_works_there() -> None:
    tables = small_tables()
    kinds = bearers_of(FAMILIES[Backstop], FAMILIES[VenueTerms]["lending_pool"])
    tables["venues"]["harbor"]["backstops"] = [{"kind": kind} for kind in [*kinds, *reversed(kinds)]]
    made_of = MarketModel(Scenario.from_tables(tables)).market.venues["harbor"].terms.backstops  # type: ignore[attr-defined]
    assert [type(one) for one in made_of] == [FAMILIES[Backstop][kind] for kind in [*kinds, *reversed(kinds)]]
