"""The `[network]` table of a scenario: protocols from a graph instead of one by one."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field

from firesale.experiments.forms import Name, NotNegative, Ratio, Size
from firesale.experiments.schema import Form, family_form, part_form
from firesale.market.backstops.base import Backstop
from firesale.market.rates.base import RateModel
from firesale.market.rates.kinked import Kinked

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Whole = Annotated[int, Field(ge=0, le=1_000_000)]


if TYPE_CHECKING:
    RateForm: TypeAlias = Any
    BackstopForm: TypeAlias = Any
else:
    RateForm = family_form(RateModel)
    BackstopForm = family_form(Backstop)


class Network(Form):
    """Lending pools joined by a graph: an edge means that each takes the other's receipt token as collateral.

    Every pool lends `debt` and takes one of `assets` as collateral, in turn; with probability `overlap` it takes each of the others too.
    """

    kind: Literal["ring", "complete", "core_periphery", "random", "scale_free", "star", "none"]
    pools: Annotated[int, Field(ge=2, le=1000)]
    degree: Annotated[float, Field(gt=0.0, le=1000.0)] = (
        2.0  # edges per pool: exact for ring, mean for random and scale_free
    )
    core: Annotated[int, Field(ge=1, le=1000)] = 3  # pools of the core, for core_periphery
    overlap: Share = 0.0
    assets: Annotated[list[Name], Field(min_length=1)]
    debt: Name
    oracle: Name
    exchange: Name  # where base collateral is sold, unless another exchange trades that very asset against debt
    loan_to_value: Share = 0.75
    liquidation_threshold: Share = 0.8
    receipt_loan_to_value: Share = 0.85
    receipt_liquidation_threshold: Share = 0.9
    liquidation_bonus: Share = 0.05
    rates: RateForm = Field(default_factory=lambda: part_form("kinked", Kinked).model_validate({"kind": "kinked"}))
    backstops: list[BackstopForm] = []
    borrowers: Whole = 20  # per pool, spread over its base collaterals
    leveraged_lenders: Whole = 5  # per edge and direction: they pledge the receipt token of one pool in the other
    lenders: Whole = 5  # per pool
    deposit: Size = 1_000_000.0  # units of debt asset per lender
    collateral_value: Size = 20_000.0  # numeraire per borrower
    receipt_value: Size = 20_000.0  # numeraire per leveraged lender
    health_factor: Ratio = 1.5  # of borrowers
    receipt_health_factor: Ratio = 1.1  # of leveraged lenders
    liquidator_cash: NotNegative = 1_000_000.0  # units of debt asset, shared by one liquidator per base collateral
