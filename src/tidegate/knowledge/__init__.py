"""Knowledge is data: what libraries do and what a weakness is, one YAML file each.

``schema`` is the shape of the files, ``paths`` the language that names places in an API,
``store`` finds and indexes the files that a question needs, ``weaknesses`` the catalogue.
"""
