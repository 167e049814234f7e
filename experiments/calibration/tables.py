"""Prints fits."""

from collections.abc import Sequence
from math import isfinite

from rich.table import Table

from firesale.experiments.calibration.base import Estimate, Fit
from firesale.experiments.calibration.catalogue import CALIBRATIONS
from firesale.experiments.options import printer

NONE = ""
OPEN = "the interval contains zero"


def show_asset(asset: str, fits: Sequence[Fit]) -> None:
    """Print the parameters of every process fitted to one asset, how they compare, and what to beware of."""
    console = printer()
    parameters = Table("process", "parameter", "estimate", "standard error", "95 % interval", "beware", title=asset)
    for fit in fits:
        for place, one in enumerate(fit.estimates):
            parameters.add_row(NONE if place else fit.kind, *estimate_row(one))
        parameters.add_section()
    console.print(parameters)
    compared = Table(
        "process", "fitted by", "parameters", "log-likelihood", "AIC", "BIC", title=f"{asset}: lower is better"
    )
    for fit in sorted(fits, key=lambda one: one.bic if isfinite(one.bic) else float("inf")):
        scores = [f"{value:,.1f}" if isfinite(value) else NONE for value in (fit.log_likelihood, fit.aic, fit.bic)]
        compared.add_row(fit.kind, CALIBRATIONS[fit.kind].method, f"{fit.free}", *scores)
    console.print(compared)
    for fit in fits:
        for note in fit.notes:
            console.print(f"{fit.kind}: {note}", highlight=False, markup=False)


def estimate_row(one: Estimate) -> list[str]:
    """Name, estimate, error, interval and warning, as text."""
    if not isfinite(one.error):
        return [one.name, number(one.value), NONE, NONE, one.note]
    low, high = one.ends
    open_ = NONE if one.is_told_from_zero else OPEN
    return [one.name, number(one.value), f"{one.error:.2g}", f"{number(low)} to {number(high)}", one.note or open_]


def number(value: float) -> str:
    """Four digits, thousands apart."""
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
