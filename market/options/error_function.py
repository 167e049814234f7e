"""The complementary error function of an array, which numpy does not have.

Source: Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of Computation 23, and his routine CALERF. Against the
function of the C library the relative error is below 1e-15 up to 0.5, below 2e-15 up to 26 where the result is near the smallest number there is.
"""

import numpy as np

from firesale.market.arrays import FloatArray

Coefficients = tuple[float, ...]
NEAR, FAR = 0.46875, 4.0
LARGEST = 27.0
"""Beyond it the result is zero."""

# The first of each numerator is that of the highest power; denominators begin with a power whose coefficient is 1.
NEAR_OVER: Coefficients = (
    *(1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2),
    *(3.77485237685302021e2, 3.20937758913846947e3),
)
NEAR_UNDER: Coefficients = (
    *(1.0, 2.36012909523441209e1, 2.44024637934444173e2),
    *(1.28261652607737228e3, 2.84423683343917062e3),
)
MIDDLE_OVER: Coefficients = (
    *(2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0),
    *(6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2),
    *(1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
)
MIDDLE_UNDER: Coefficients = (
    *(1.0, 1.57449261107098347e1, 1.17693950891312499e2),
    *(5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3),
    *(4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)
FAR_OVER: Coefficients = (
    *(1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1),
    *(1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4),
)
FAR_UNDER: Coefficients = (
    *(1.0, 2.56852019228982242e0, 1.87295284992346725e0),
    *(5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3),
)


def complementary_error(x: FloatArray) -> FloatArray:
    """2 / sqrt(pi) times the integral of exp(-t^2) from x on, the shape of x."""
    size = np.abs(x)
    tail = np.where(size <= FAR, _middle(np.minimum(size, FAR)), _far(np.clip(size, FAR, LARGEST)))
    beyond = np.where(size < LARGEST, tail * _falling(np.minimum(size, LARGEST)), 0.0)
    near = 1.0 - x * _ratio(NEAR_OVER, NEAR_UNDER, np.minimum(size, NEAR) ** 2)
    return np.where(size <= NEAR, near, np.where(x > 0.0, beyond, 2.0 - beyond))


def scaled_complementary_error(x: FloatArray) -> FloatArray:
    """exp(x^2) times the same, for x not negative: finite where one factor is too large for a number and the other too small."""
    far = _far(np.maximum(x, FAR))
    near = np.exp(np.minimum(x, NEAR) ** 2) * complementary_error(np.minimum(x, NEAR))
    return np.where(x <= NEAR, near, np.where(x <= FAR, _middle(np.minimum(x, FAR)), far))


def _ratio(over: Coefficients, under: Coefficients, x: FloatArray) -> FloatArray:
    return np.asarray(np.polyval(over, x) / np.polyval(under, x), dtype=np.float64)


def _middle(size: FloatArray) -> FloatArray:
    return _ratio(MIDDLE_OVER, MIDDLE_UNDER, size)


def _far(size: FloatArray) -> FloatArray:
    inverse: FloatArray = (1.0 / size) ** 2
    return np.asarray((1.0 / np.sqrt(np.pi) - inverse * _ratio(FAR_OVER, FAR_UNDER, inverse)) / size, dtype=np.float64)


def _falling(size: FloatArray) -> FloatArray:
    """exp(-size^2), without the error that rounding the square would make."""
    rough = np.trunc(16.0 * size) / 16.0
    return np.asarray(np.exp(-(rough**2)) * np.exp(-(size - rough) * (size + rough)), dtype=np.float64)
