# What is here moved to pyproject.toml.
from setuptools import setup

setup()
