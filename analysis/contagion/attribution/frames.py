"""Tables of nothing, with the types that their columns have when there is something."""

from collections.abc import Sequence

import pandas as pd


def stacked(pieces: Sequence[pd.DataFrame], **dtypes: str) -> pd.DataFrame:
    """The rows of all pieces, numbered anew, with these columns; of no piece, a table without rows."""
    some = [piece for piece in pieces if len(piece)]
    if not some:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})
    return pd.concat(some, ignore_index=True)[list(dtypes)]
