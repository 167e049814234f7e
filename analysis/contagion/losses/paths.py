"""The ways that losses go."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from firesale.analysis.contagion.losses.defaults import defaults
from firesale.analysis.contagion.losses.deficits import deficits
from firesale.analysis.contagion.losses.deleveraging import deleveraging
from firesale.analysis.contagion.losses.insurance_fund import insurance_fund
from firesale.analysis.contagion.losses.open_margins import open_margins
from firesale.analysis.contagion.losses.redemption import redemption
from firesale.analysis.contagion.losses.redistribution import redistribution
from firesale.analysis.contagion.losses.shares import Shares
from firesale.analysis.contagion.losses.stability_pool import stability_pool
from firesale.analysis.contagion.losses.take_over import take_over
from firesale.analysis.tables import RunTables

READERS: Mapping[str, Callable[[RunTables], Shares]] = MappingProxyType(
    {
        "deficits": deficits,
        "stability_pool": stability_pool,
        "redistribution": redistribution,
        "redemption": redemption,
        "insurance_fund": insurance_fund,
        "take_over": take_over,
        "deleveraging": deleveraging,
        "open_margins": open_margins,
        "defaults": defaults,
    }
)
"""What reads the losses of one kind out of a run; a new one is covered by the tests of all."""
PATHS = (
    *("surplus", "reserves", "socialisation", "recapitalisation"),
    *("stability_pool", "redistribution", "redemption"),
    *("insurance_fund", "take_over", "deleveraging"),
    *("own_contribution", "own_capital", "default_fund", "assessment", "gains_haircut"),
    "uncovered",
)
"""In the order in which they are shown; a path that is not among them comes last."""
