"""Where the outside reaches the program, what protects it there, and what a change can affect."""
