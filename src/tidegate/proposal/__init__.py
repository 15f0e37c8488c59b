"""A first configuration for a repository, proposed from what the engine understands of it."""
