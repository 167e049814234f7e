from pathlib import Path

from benchmarks.clock import Reading
from benchmarks.report import Line, Report, growth_line
from benchmarks.steps import StepCost
from benchmarks.table import BEGIN, END, markdown, write


def cost(traders: int, seconds: float, twin: float | None = None) -> StepCost:
    twin_reading = Reading(twin, twin) if twin is not None else None
    return StepCost(traders, "calm", 0.0, Reading(2.0 * seconds, seconds), twin_reading)


def test_a_ratio_is_of_processor_times() -> None:
    assert cost(1000, 0.001, 0.02).ratio == 20.0


def test_a_hundred_times_the_traders_at_ten_times_the_cost_grow_with_the_root() -> None:
    line = growth_line([cost(10_000, 0.001), cost(1_000_000, 0.01)], 10_000, 1_000_000)
    assert line is not None
    assert line.measured == "N^0.50"
    assert line.verdict == "missed"


def test_the_table_says_whether_the_aim_was_met() -> None:
    rows = Report([cost(100_000, 0.001, 0.2), cost(1000, 0.001, 0.002), cost(1_000_000, 0.001)]).step_rows()
    assert [row[-3:] for row in rows] == [["200 x", "200 x", "met"], ["2.0 x", "", ""], ["", "", ""]]


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    report = Report([cost(1000, 0.001)], [Line("a run", "1 s", "below 2 s", met=True)])
    write(report, page)
    text = page.read_text(encoding="utf-8")
    assert text == f"before\n{BEGIN}\n{markdown(report)}\n{END}\nafter\n"
    assert "| a run | 1 s | below 2 s | met |" in text
    assert "old" not in text
