"""Files that say things in JSON, TOML, YAML, XML and Markdown, read within bounds and never obeyed."""
