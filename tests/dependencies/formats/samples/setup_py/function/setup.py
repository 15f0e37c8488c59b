from setuptools import setup as run


def main():
    needed = "requests>=2 rich".split()
    run(name="tool", install_requires=[*needed, "click"], extras_require={"x": tuple(needed)})


main()
