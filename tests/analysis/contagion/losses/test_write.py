from pathlib import Path

import pandas as pd

from firesale.analysis.contagion.losses.losses import losses
from firesale.analysis.contagion.losses.write import write_losses
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.perpetual_run import perpetual_run


def test_tables_are_read_back_as_they_were(run: RunBuilder, tmp_path: Path) -> None:
    found = losses(perpetual_run(run))
    write_losses(found, tmp_path)
    for name, table in {"losses": found.table, "loss_bearers": found.bearers}.items():
        read = pd.read_parquet(tmp_path / f"{name}.parquet")
        pd.testing.assert_frame_equal(read, table, check_dtype=False)
    read = pd.read_csv(tmp_path / "loss_balance.csv", index_col=[0, 1])
    pd.testing.assert_frame_equal(read, found.balance, check_index_type=False)


def test_a_run_without_losses_is_written_too(empty: RunTables, tmp_path: Path) -> None:
    write_losses(losses(empty), tmp_path)
    assert pd.read_parquet(tmp_path / "losses.parquet").columns.tolist() == losses(empty).table.columns.tolist()
