"""How long a year is: rates, drifts and volatilities are per year, steps are in seconds."""

SECONDS_PER_YEAR = 365 * 86_400.0
