#!/usr/bin/env python
import sys

import setuptools

DJANGO = "4.2"
BASE = ["django>=" + DJANGO, f"psycopg=={'3.2.1'}"]
REQUIREMENTS = BASE + [
    "celery",
]
if sys.version_info < (3, 11):
    REQUIREMENTS.append("tomli>=2")
REQUIREMENTS += ["redis"]
REQUIREMENTS.extend(("gunicorn", "whitenoise"))

if __name__ == "__main__":
    setuptools.setup(name="shop", install_requires=list(REQUIREMENTS), setup_requires="wheel")
