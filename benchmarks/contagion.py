"""How long it takes to say who infected whom: black_thursday with so many times its traders, lenders and depth."""

import resource
import sys
import tempfile
import time
from pathlib import Path

from firesale.experiments.scenario import Scenario


def enlarged(times: int) -> Scenario:
    """Black Thursday with more of everybody who is liquidated, and exchanges as much deeper."""
    form = Scenario.load("black_thursday").form
    many = {
        f"agents.{name}.count": group.count * times
        for name, group in form.agents.items()
        if group.role in ("leveraged_trader", "lender")
    }
    rich = {
        f"agents.{name}.endowment": {"DAI": 4e5 * times} for name, g in form.agents.items() if g.role == "liquidator"
    }
    depth = {"venues.spot.depth": form.venues["spot"].depth * times, "time.record_interval": 6}
    return Scenario.load("black_thursday", {**many, **rich, **depth})


def save_enlarged(times: int, folder: Path) -> int:
    """Run it and keep it; the number of liquidations."""
    from firesale.experiments.run import run

    result = run(enlarged(times))
    result.save(folder)
    return len(result.events["Liquidated"])


def analyse_saved(folder: Path) -> dict[str, float]:
    """What `firesale contagion` does with a saved run: read, attribute, write tables, figures and replay."""
    from firesale.analysis.contagion.contagion import contagion
    from firesale.analysis.contagion.write import write_contagion
    from firesale.experiments.storage import load_tables

    begun = time.process_time()
    found = contagion(load_tables(folder))
    count = len(found.liquidations)
    attributed = time.process_time() - begun
    with tempfile.TemporaryDirectory() as out:
        write_contagion(found, Path(out))
    unit = 1 if sys.platform == "darwin" else 1024
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
    return {"liquidations": count, "attributed": attributed, "cpu": time.process_time() - begun, "peak": peak}
