"""Tidegate answers, for one pull request: is this change safe to merge?"""

__version__ = "0.1.0"
