"""What AI tools a repository configures, and what it lets them do: one vocabulary for all tools."""
