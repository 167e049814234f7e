"""The tables of losses as files."""

from pathlib import Path

from firesale.analysis.contagion.losses.losses import Losses


def write_losses(losses: Losses, folder: Path) -> None:
    """`losses.parquet` and `loss_bearers.parquet`, as `Losses` describes them, and `loss_balance.csv`, which shows that they add up."""
    losses.table.to_parquet(folder / "losses.parquet", index=False)
    losses.bearers.to_parquet(folder / "loss_bearers.parquet", index=False)
    losses.balance.to_csv(folder / "loss_balance.csv")
