"""Where a line, a commit or a package came from, long after the merge: what ``tidegate trace`` answers."""
