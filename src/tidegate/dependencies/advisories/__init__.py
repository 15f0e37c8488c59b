"""Known weaknesses of packages: OSV records, their store, and which of them a version has."""
