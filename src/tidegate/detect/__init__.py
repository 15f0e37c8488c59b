"""Detectors: one file each, values in, findings out, no I/O."""
