"""What partners and residents want, and whom nobody heard: opinion groups, lotteries, budgets."""
