"""The team's tiers: which of them apply to a change, why, and what the change owes for it."""
