"""Facts of the files that a question needs, linked: files, modules, names, definitions."""
