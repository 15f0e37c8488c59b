"""Where a change comes from: who and what wrote it."""
