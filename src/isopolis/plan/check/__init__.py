"""Is the plan actionable? What is missing, vague or contradictory, and how to mend it."""

from isopolis.plan.check.check import check_plan
from isopolis.plan.check.finding import Finding, Severity
from isopolis.plan.check.portfolio import Portfolio, portfolio

__all__ = ["Finding", "Portfolio", "Severity", "check_plan", "portfolio"]
