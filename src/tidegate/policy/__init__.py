"""Tiers, gates and the decision: ``facts`` are judged by the rules that ``decide`` lists."""
