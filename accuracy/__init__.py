"""How right the answers are on releases of real projects, and how true the blast radius.

Everything that is fetched stays in the data folder, outside of the repository.
"""
