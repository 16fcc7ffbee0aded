"""MLB betting: moneyline, totals, run line and total runs."""
