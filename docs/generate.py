"""Writes the pages that are read off the code: `python -m docs.generate`. A test compares them with what stands in the folder."""

from collections.abc import Callable, Mapping
from pathlib import Path

from docs.making import (
    command_line,
    event_tables,
    families,
    mechanisms,
    metric_page,
    scenario_keys,
    shipped,
    strategies,
)

ROOT = Path(__file__).parent.parent
NOTE = "<!-- Made by `python -m docs.generate`. Change the code that it reads, not this file. -->\n\n"
BEGIN, END = "<!-- made: {} -->", "<!-- end -->"

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/scenario.md": scenario_keys.page,
    "docs/reference/scenarios.md": shipped.page,
    "docs/reference/strategies.md": strategies.page,
    "docs/reference/mechanisms.md": mechanisms.page,
    "docs/reference/events.md": event_tables.page,
    "docs/reference/metrics.md": metric_page.page,
    "docs/reference/command-line.md": command_line.page,
}
PIECES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "README.md": {"scenarios": shipped.overview, "parts": families.overview}
}
"""Pages written by hand with pieces that are made: the name of each and what makes it."""


def made() -> dict[str, str]:
    """Every page that is made, wholly or in part, by its path."""
    pages = {path: NOTE + page() for path, page in PAGES.items()}
    for path, pieces in PIECES.items():
        pages[path] = (ROOT / path).read_text(encoding="utf-8")
        for name, piece in pieces.items():
            before, _, rest = pages[path].partition(BEGIN.format(name))
            after = rest.partition(END)[2]
            pages[path] = f"{before}{BEGIN.format(name)}\n\n{piece()}\n\n{END}{after}"
    return pages


def main() -> None:
    """Write them."""
    for path, text in made().items():
        (ROOT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
