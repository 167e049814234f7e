"""What a calibration leaves in its folder."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from firesale.analysis.calibration_figure import fit_figure
from firesale.analysis.style import RESOLUTION
from firesale.experiments.calibration.base import Fit
from firesale.experiments.calibration.catalogue import CALIBRATIONS
from firesale.experiments.calibration.request import Request
from firesale.experiments.calibration.simulated import simulated
from firesale.experiments.calibration.snippet import process_of, rounded, toml
from firesale.experiments.price_history import FILE_KEYS, History

MARK = "calibration.json"
"""All fits; a folder that holds it is one of ours, and may be written anew."""


def write(draft: Path, request: Request, history: History, fits: Mapping[str, Sequence[Fit]]) -> None:
    """All numbers, a table `[prices]` for each process that has been tried with these assets, and a figure for each asset."""
    numbers = {asset: [_plain(fit) for fit in each] for asset, each in fits.items()}
    (draft / MARK).write_text(json.dumps(numbers, indent=1), encoding="utf-8")
    comments = _comments(request, history)
    for each in zip(*fits.values(), strict=True):
        table = rounded(CALIBRATIONS[each[0].kind].together(history, each))
        process_of(table, history.assets)
        (draft / f"{each[0].kind}.toml").write_text(toml(_by_file(table, request), comments), encoding="utf-8")
    for asset, alone in fits.items():
        best = min(alone, key=lambda fit: fit.bic if isfinite(fit.bic) else float("inf")).kind
        made = {fit.kind: simulated(fit, history.spacing) for fit in alone}
        figure = fit_figure(asset, history.of(asset), made, best, history.spacing)
        figure.savefig(draft / f"fit_{asset}.png", dpi=RESOLUTION)


def _by_file(table: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """A table that names the price file in place of the returns in it."""
    if "returns" not in table:
        return dict(table)
    others = {name: value for name, value in table.items() if name not in ("returns", "spacing")}
    asked = zip(FILE_KEYS, (str(request.file), request.start, request.end, request.asset), strict=True)
    return {**others, **{key: value for key, value in asked if value is not None}}


def _comments(request: Request, history: History) -> list[str]:
    prices = ", ".join(f"{asset} {history.prices_of(asset)[-1]:.6g}" for asset in history.assets)
    return [f"fitted to {request.file.name} by firesale calibrate", f"last prices there: {prices}"]


def _plain(fit: Fit) -> dict[str, Any]:
    scores = {"log_likelihood": fit.log_likelihood, "aic": fit.aic, "bic": fit.bic}
    rows = [
        {"parameter": one.name, "estimate": one.value, "error": _known(one.error), "beware": one.note}
        for one in fit.estimates
    ]
    known = {name: _known(value) for name, value in scores.items()}
    counts = {"returns": fit.returns, "parameters": fit.free}
    return {"process": fit.kind, **counts, **known, "estimates": rows, "notes": list(fit.notes)}


def _known(value: float) -> float | None:
    return value if isfinite(value) else None
