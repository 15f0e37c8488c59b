"""What came in: manifests and lock files, their difference, advisories, names, alternatives."""
