"""Reports of ``tidegate trace``: one value, two formats."""
