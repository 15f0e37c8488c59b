"""One file a command. A file ``name.py`` here holds ``command``, and is the command ``name``."""
