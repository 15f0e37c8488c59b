from setuptools import setup

setup(
    name="reader",
    install_requires=[
        'tomli>=2; python_version < "3.11"',
        "greet @ git+https://git.example/acme/greet@v1.0",
    ],
    extras_require={':sys_platform == "win32"': ["pywin32"], "fast:platform_machine == 'x86_64'": "orjson"},
)
