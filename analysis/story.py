"""A run in a few sentences, and who gained and who lost."""

from firesale.analysis.cascades import cascades
from firesale.analysis.distress import bad_debts, borne, liquidations
from firesale.analysis.refusals import refused_withdrawals
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by
from firesale.analysis.words import amount, count, duration, listing, plain


def summary(tables: RunTables) -> list[str]:
    """What came of it, also if nothing did."""
    return [_liquidated(tables), _cascaded(tables), _lost(tables), *_shut(tables)]


def winners_and_losers(tables: RunTables) -> list[str]:
    """Which roles lost and which gained, the largest change first."""
    change = wealth_by(tables, ["role"])["change"].sort_values()
    if change.empty:
        return ["Wealth was not recorded."]
    parts = {str(role): amount(abs(float(value)), tables.numeraire) for role, value in change.items()}
    lost = [f"{plain(role)} {parts[role]}" for role in parts if change[role] < 0]
    gained = [f"{plain(role)} {parts[role]}" for role in reversed(parts) if change[role] > 0]
    told = [f"Lost, by role: {listing(lost, most=20)}." if lost else "No role lost wealth."]
    return [*told, f"Gained, by role: {listing(gained, most=20)}." if gained else "No role gained wealth."]


def _liquidated(tables: RunTables) -> str:
    rows = liquidations(tables)
    if rows.empty:
        return "No liquidation happened."
    number, borrowers = count(len(rows), "liquidation"), count(rows["borrower"].nunique(), "borrower")
    pools = count(rows["venue"].nunique(), "pool")
    debt = amount(float(rows["debt_value"].sum()), tables.numeraire)
    return f"{number} of {borrowers} in {pools} repaid {debt} of debt."


def _cascaded(tables: RunTables) -> str:
    found = cascades(tables)
    if found.empty:
        return "So there was no cascade."
    worst = found.iloc[int(found["debt"].argmax())]
    steps = int(worst["steps"])
    length = f"{count(steps, 'step')} ({duration(steps * tables.step_seconds)})"
    share = amount(float(worst["debt"]), tables.numeraire)
    runs = count(len(found), "unbroken run", "unbroken runs")
    return f"They came in {runs} of steps; the largest lasted {length} and repaid {share}."


def _lost(tables: RunTables) -> str:
    total = float(bad_debts(tables)["value"].sum())
    if total <= 0:
        return "No bad debt was booked."
    by_bearer = borne(tables).groupby("bearer")["value"].sum().sort_values(ascending=False)
    parts = [f"{plain(str(bearer))} {amount(float(value), tables.numeraire)}" for bearer, value in by_bearer.items()]
    who = f" Borne by: {listing(parts, most=10)}." if parts else " No backstop is recorded to have borne any of it."
    return f"Bad debt of {amount(total, tables.numeraire)} was booked.{who}{_counted_twice(tables)}"


def _counted_twice(tables: RunTables) -> str:
    """A warning where one loss stands in the books of several pools."""
    listed = tables.listings
    collateral = listed[(listed["use"] == "collateral") & (listed["underlying"] != "")]
    hit = collateral["venue"].isin(bad_debts(tables)["venue"])
    told = " A loss that went from pool to pool through receipt tokens is counted in each."
    return told if hit.any() else ""


def _shut(tables: RunTables) -> list[str]:
    rows = refused_withdrawals(tables)
    if rows.empty:
        return []
    number, pools = count(len(rows), "withdrawal"), listing(sorted(rows["venue"].unique()), most=5)
    return [f"{number} could not be paid for lack of cash, in {pools}."]
