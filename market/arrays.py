"""The array types of the code. Shapes stand in the docstring of each use: (n,) accounts, (k,) collaterals, (d,) debts."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
KeyArray = npt.NDArray[np.uint64]
