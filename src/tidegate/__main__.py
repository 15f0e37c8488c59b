"""``python -m tidegate``: where the command itself is not on the path."""

from tidegate.cli import main

main()
