"""What sorts of ecosystems there are, beside what OSV says of them."""

from __future__ import annotations

# Whose packages are released in registries where everybody may take a name: they have dates and licences, and
# somebody may have counted who uses them. Images, actions, providers, hooks and features have none of it.
PACKAGED = frozenset({"PyPI", "npm", "crates.io", "Go", "Maven", "RubyGems", "NuGet", "Packagist"})
# What is asked for by tags and branches, which can be moved: only a commit or a digest holds them.
BY_REVISION = frozenset({"GitHub Actions", "Docker", "pre-commit", "devcontainer"})
