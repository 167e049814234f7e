"""The contagion of a run as files: tables for a notebook or a spreadsheet, numbers as JSON, figures and the replay."""

import json
from math import isfinite
from pathlib import Path
from typing import Any

from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.contagion.exposures.centralities import centralities
from firesale.analysis.contagion.exposures.links import links
from firesale.analysis.contagion.exposures.network import exposure_network
from firesale.analysis.contagion.exposures.prediction import predict
from firesale.analysis.contagion.exposures.protocol_graph import protocol_graph
from firesale.analysis.contagion.figures import FIGURES
from firesale.analysis.contagion.figures.findings import findings
from firesale.analysis.contagion.losses.write import write_losses
from firesale.analysis.contagion.matrix import spectral_radius
from firesale.analysis.contagion.replay import write_replay
from firesale.analysis.contagion.sentences import sentences
from firesale.analysis.style import RESOLUTION


def write_contagion(found: Contagion, folder: Path, step: int = 0) -> None:
    """Write everything into an existing folder; the exposure network is that at the end of `step`.

    What each table holds stands where it is made (docs: how-to, contagion).
    """
    of_the_run = {
        "channels": found.channels,
        "channels_over_time": found.channels_over_time,
        "matrix": found.matrix,
        "loss_matrix": found.loss_matrix,
        "offspring": found.offspring,
        "trees": found.forest.trees,
    }
    for name, table in of_the_run.items():
        table.to_csv(folder / f"{name}.csv")
    for name, table in {"intermediaries": found.intermediaries, "matrix_over_time": found.matrix_over_time}.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    found.liquidations.join(found.forest.nodes).to_parquet(folder / "liquidations.parquet")
    for name, table in {"parts": found.parts, "links": found.links}.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    write_losses(found.losses, folder)
    _write_exposures(found, folder / "exposures", step)
    (folder / "numbers.json").write_text(json.dumps(numbers(found), indent=2) + "\n", encoding="utf-8")
    figures = folder / "figures"
    figures.mkdir()
    for name, draw in FIGURES.items():
        draw(found.tables, findings(found)).savefig(figures / f"{name}.png", dpi=RESOLUTION)
    write_replay(found.tables, found.liquidations, found.forest.nodes, found.links, folder / "replay.html")


def _write_exposures(found: Contagion, folder: Path, step: int) -> None:
    """The network at a step, who is central in it, and how well it ranks what happened afterwards."""
    folder.mkdir()
    state = found.state(step)
    links(state).to_csv(folder / "links.csv", index=False)
    centralities(protocol_graph(exposure_network(state))).to_csv(folder / "centralities.csv")
    prediction = predict(state) if step else found.prediction
    prediction.predicted.join(prediction.happened).to_csv(folder / "predictions.csv")
    prediction.scores.to_csv(folder / "scores.csv")


def numbers(found: Contagion) -> dict[str, Any]:
    """The single numbers, with where they come from; null for what there is none of."""
    ratio, tail = found.branching, found.tail
    return {
        "scenario": found.tables.scenario,
        "seed": found.tables.seed,
        "sentences": sentences(found),
        "branching_ratio": {
            "ratio": _finite(ratio.ratio),
            "low": _finite(ratio.low),
            "high": _finite(ratio.high),
            "confidence": ratio.confidence,
            "liquidations": ratio.liquidations,
            "trees": ratio.trees,
        },
        "spectral_radius": _finite(spectral_radius(found.offspring)),
        "size_tail": None
        if tail is None
        else {
            "exponent": tail.exponent,
            "standard_error": tail.error,
            "start": tail.start,
            "distance": tail.distance,
            "trees_in_tail": tail.count,
            "against": {
                one.alternative: {"log_likelihood_ratio": _finite(one.ratio), "p_value": _finite(one.p_value)}
                for one in tail.comparisons
            },
        },
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
