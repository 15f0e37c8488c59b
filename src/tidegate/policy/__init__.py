"""Tiers, gates and the decision. ``facts`` is what they judge, ``decide`` judges it."""
