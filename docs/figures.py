"""Runs every snippet of every page again and pastes what it prints; draws the pictures. `python -m docs.figures [PAGE ...]`."""

import contextlib
import sys
import tempfile
from pathlib import Path

from docs.making.snippets import PageRun, pages

PICTURES = Path(__file__).parent / "pictures"
DRAWN = {
    "black_thursday_prices": ("black_thursday", "prices"),
    "black_thursday_cascade_tree": ("black_thursday", "cascade_tree"),
    "receipt_chain_network": ("receipt_chain", "network"),
}
"""Name of a picture, and the scenario and figure that it is: the same file as in the `figures` folder of a run."""


def refreshed(page: str) -> str:
    """The page with what its snippets print now."""
    found = list(PageRun().printed(page))
    for fence, text, _ in reversed(found):
        page = page[: fence.start] + text.strip("\n") + "\n" + page[fence.end :]
    return page


def refresh(path: Path) -> None:
    """Run the snippets of one page in a folder of their own."""
    page = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        path.write_text(refreshed(page), encoding="utf-8")


def draw() -> None:
    """Draw every picture."""
    from firesale.analysis.contagion.contagion import contagion
    from firesale.analysis.contagion.figures import FIGURES as CONTAGION_FIGURES
    from firesale.analysis.contagion.figures.findings import findings
    from firesale.analysis.figures import FIGURES
    from firesale.analysis.style import RESOLUTION
    from firesale.experiments.run import run
    from firesale.experiments.scenario import Scenario

    for name, (scenario, figure) in DRAWN.items():
        tables = run(Scenario.load(scenario)).tables
        drawn = (
            FIGURES[figure](tables)
            if figure in FIGURES
            else CONTAGION_FIGURES[figure](tables, findings(contagion(tables)))
        )
        drawn.savefig(PICTURES / f"{name}.png", dpi=RESOLUTION)


def main() -> None:
    """All pages, or those named."""
    chosen = [Path(name).resolve() for name in sys.argv[1:]]
    for path in chosen or pages():
        refresh(path)
    if not chosen:
        draw()


if __name__ == "__main__":
    main()
