from setuptools import setup

extras = {
    "images": ["pillow>=10"],
    "docs": ["sphinx", "furo"],
}
extras["dev"] = extras["docs"] + ["pytest"]

options = dict(
    name="reader",
    install_requires="""
        lxml>=5
        # for the cache
        redis
    """,
    extras_require=extras,
    tests_require=["pytest"],
)

setup(**options)
