from setuptools import find_packages, setup

setup(
    name="reader",
    version="1.0",
    packages=find_packages(),
    install_requires=[
        "requests>=2.31",
        "click==8.1.7",
    ],
)
