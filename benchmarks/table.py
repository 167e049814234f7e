"""The report on the terminal, and the same as Markdown in the docs."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine
from benchmarks.report import LINE_COLUMNS, STEP_COLUMNS, Report

PAGE = Path(__file__).parents[1] / "docs" / "discussion" / "speed.md"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
CAPTION = "Milliseconds per step; liquidated: per trader and step"


def show(report: Report, console: Console) -> None:
    """Print both tables."""
    console.print(_table(CAPTION, STEP_COLUMNS, report.step_rows()))
    console.print(_table("Whole runs", LINE_COLUMNS, _lines(report)))
    console.print(machine())


def write(report: Report, page: Path = PAGE) -> None:
    """Replace what stands between the markers of the page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{markdown(report)}\n{END}{after}", encoding="utf-8")


def markdown(report: Report) -> str:
    """Both tables and the machine."""
    tables = [_markdown(STEP_COLUMNS, report.step_rows()), _markdown(LINE_COLUMNS, _lines(report))]
    return "\n".join([f"{CAPTION}:", "", tables[0], "", "Whole runs:", "", tables[1], "", f"Measured on {machine()}."])


def _lines(report: Report) -> list[list[str]]:
    return [[line.what, line.measured, line.aim, line.verdict] for line in report.lines]


def _table(title: str, columns: list[str], rows: list[list[str]]) -> Table:
    table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for row in rows:
        table.add_row(*row)
    return table


def _markdown(columns: list[str], rows: list[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
