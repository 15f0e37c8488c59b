"""What runs in the environment of a third-party application, never in ours. Each file stands alone."""
