"""Source text → facts. One package a language; the rest of the house knows only ``ir`` and ``facts``."""
