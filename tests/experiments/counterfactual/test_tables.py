import pandas as pd
import pytest

from firesale.experiments.counterfactual.tables import number, show_attribution, show_knock_outs

NAN = float("nan")


def table(index: str, columns: dict[str, list[float]], parts: list[str]) -> pd.DataFrame:
    names = [["x"] * len(parts), parts] if index == "metric" else [parts, ["x"] * len(parts)]
    labels = ["metric", "part"] if index == "metric" else ["channel", "metric"]
    return pd.DataFrame(columns, index=pd.MultiIndex.from_arrays(names, names=labels))


def cells(printed: str, name: str) -> list[str]:
    """What stands in the row of a table that begins so."""
    row = next(line for line in printed.splitlines() if line.startswith(f"│ {name} "))
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_five_digits_and_nothing_for_rounding() -> None:
    assert [number(value, 1e6) for value in (1234.5678, 2.5e6, -0.25, 5e-11, -5e-11)] == [
        *("1,234.6", "2.5e+06", "-0.25", "0", "0")
    ]
    assert number(5e-11, 1.0) == "5e-11"
    assert number(NAN, 1.0) == "nan"


def test_a_knock_out_is_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    columns = {"mean_with": [3e6], "mean_without": [2e6], "difference": [-1e6], "low": [-1.5e6], "high": [1e-7]}
    show_knock_outs(table("channel", columns, ["sales"]), "[b]a title[/b]")
    printed = capsys.readouterr().out
    assert printed.startswith("[b]a title[/b]\n")
    assert cells(printed, "sales") == ["sales", "x", "3e+06", "2e+06", "-1e+06", "-1.5e+06 to 0"]


def test_an_attribution_is_a_table_from_none_to_all(capsys: pytest.CaptureFixture[str]) -> None:
    columns = {
        "mean": [100.0, 60.0, 160.0],
        "low": [90.0, 50.0, NAN],
        "high": [110.0, 70.0, NAN],
        "share": [NAN, 1.0, NAN],
    }
    show_attribution(table("metric", columns, ["(none)", "sales", "(all)"]), "a title")
    printed = capsys.readouterr().out
    assert cells(printed, "(none)") == ["(none)", "100", "90 to 110", ""]
    assert cells(printed, "sales") == ["sales", "60", "50 to 70", "1.000"]
    assert cells(printed, "(all)") == ["(all)", "160", "nan to nan", ""]
