"""The tables of a scenario file."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias, Union

from pydantic import Field, create_model

from firesale.agents.roles import ROLES, Role
from firesale.experiments.knock_out_form import KnockOut
from firesale.experiments.schema import Form, family_form, number_or_drawn, part_form, union_of
from firesale.market.checks import NOT_NEGATIVE, POSITIVE, Range
from firesale.market.oracles.base import Oracle
from firesale.market.ordering.base import Ordering
from firesale.market.ordering.random import Random
from firesale.market.prices.base import PriceProcess
from firesale.market.venues.base import VenueTerms

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=40)]
Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
if TYPE_CHECKING:  # numbers, or distributions that they are drawn from
    Amount: TypeAlias = Any
    Size: TypeAlias = Any
    Ratio: TypeAlias = Any
else:
    Amount = number_or_drawn(NOT_NEGATIVE)
    Size = number_or_drawn(POSITIVE)
    Ratio = number_or_drawn(Range(1.0, high_excluded=True))
MotiveName = Literal[
    "opening",
    "leverage",
    "deleverage",
    "liquidation",
    "arbitrage",
    "manipulation",
    "lending",
    "run",
    "liquidity",
    "noise",
    "hedging",
    "margin",
    "close_out",
    "governance",
    "redemption",
    "recapitalisation",
]


class Time(Form):
    """How long, how fine, and how often the state is written down."""

    steps: Annotated[int, Field(ge=1, le=10_000_000)]
    step_seconds: Positive = 3600.0
    rounds_per_step: Annotated[int, Field(ge=1, le=1000)] = 1  # phases 3 to 7 repeat while liquidations go on
    record_interval: Annotated[int, Field(ge=1)] = 1  # steps between two records of state
    audit_interval: Annotated[int, Field(ge=1)] = 100  # steps between two full audits


class Asset(Form):
    """A base asset and its fundamental price at the start, numeraire per unit."""

    price: Positive


class Impact(Form):
    """Whose trades move prices. A motive listed under `without` trades at the marginal price and moves nothing."""

    without: list[MotiveName] = []


class Position(Form):
    """A position opened before the first step: how large, and how healthy (or how leveraged) it is."""

    pool: Name
    collateral: str
    debt: str
    collateral_value: Size  # numeraire
    health_factor: Ratio | None = None  # below 1 it would be unsafe
    leverage: Ratio | None = None  # collateral value over own capital; 1 owes nothing
    bands: Annotated[int, Field(ge=4, le=50)] | None = None  # how many its collateral lies in, at a venue of bands
    interest_rate: Amount | None = None  # per year, at vaults whose owners choose theirs


class Perpetual(Form):
    """A perpetual position opened before the first step, at the index price."""

    venue: Name
    asset: Name
    side: Literal["long", "short"]
    margin: Size  # units of the margin asset
    leverage: Ratio = 1.0  # value of the position over margin


class Deposit(Form):
    """Lent to a pool before the first step."""

    pool: Name
    asset: Name
    amount: Size  # units


class Liquidity(Form):
    """Given to an exchange before the first step, both assets in the ratio of its reserves."""

    exchange: Name
    value: Size  # numeraire, both sides together


class Membership(Form):
    """Margin posted to a clearing house before the first step; without it a member has just what it needs, in cash."""

    clearing_house: Name
    margin: Ratio = 1.0  # of the requirement
    collateral: str = ""  # asset that a part of it is posted in
    collateral_part: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0


class Cleared(Form):
    """A cleared position opened before the first step; another group takes the other side, each of its accounts an equal part."""

    clearing_house: Name
    contract: str
    side: Literal["bought", "sold"]
    size: Size  # contracts
    against: Name  # group


class Group(Form):
    """Accounts of one role that play one strategy."""

    count: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    endowment: dict[str, Amount] = {}  # units of each asset
    positions: list[Position] = []
    perpetuals: list[Perpetual] = []
    deposits: list[Deposit] = []
    liquidity: list[Liquidity] = []
    memberships: list[Membership] = []
    cleared: list[Cleared] = []


def _group_form(name: str, role: Role) -> type[Form]:
    strategy = union_of(role.strategies)
    columns: dict[str, Any] = {"role": (Literal[name], ...), "strategy": (strategy, ...)}
    return create_model(f"{name}_group", __base__=Group, **columns)


if TYPE_CHECKING:  # these types are made from the registries, which a type checker cannot follow
    GroupForm: TypeAlias = Any
    OracleForm: TypeAlias = Any
    VenueForm: TypeAlias = Any
    PriceForm: TypeAlias = Any
    OrderingForm: TypeAlias = Any
else:
    GroupForm = Annotated[
        Union[tuple(_group_form(name, role) for name, role in ROLES.items())],  # noqa: UP007
        Field(discriminator="role"),
    ]
    OracleForm = family_form(Oracle)
    VenueForm = family_form(VenueTerms)
    PriceForm = family_form(PriceProcess)
    OrderingForm = family_form(Ordering)


class ScenarioForm(Form):
    """Every number of a run. The first asset is the numeraire."""

    taken_out: ClassVar[tuple[str, ...]] = ("network",)
    name: Name
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    information_delay: Annotated[int, Field(ge=0, le=10_000)] = 0  # steps
    time: Time
    assets: Annotated[dict[Name, Asset], Field(min_length=1)]
    prices: PriceForm
    oracles: dict[Name, OracleForm] = {}
    venues: Annotated[dict[Name, VenueForm], Field(min_length=1)]
    ordering: OrderingForm = Field(
        default_factory=lambda: part_form("random", Random).model_validate({"kind": "random"})
    )
    impact: Impact = Impact()
    knock_out: KnockOut = KnockOut()
    agents: Annotated[dict[Name, GroupForm], Field(min_length=1)]
