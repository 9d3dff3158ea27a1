"""Templates for applications, funding, budgets."""
