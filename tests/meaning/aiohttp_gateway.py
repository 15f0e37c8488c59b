"""A gateway in aiohttp: an application with middleware, handlers, subprocesses, asyncpg."""

from __future__ import annotations

APP = """\
from aiohttp import web

from gateway.handlers import convert, find, health, login, ping
from gateway.middleware import authenticated


def make_app():
    app = web.Application(middlewares=[authenticated])
    app.router.add_get("/find", find)
    app.router.add_get("/ping", ping)
    app.router.add_post("/convert", convert)
    app.router.add_get("/health", health)
    app.router.add_get("/login", login)
    return app
"""

MIDDLEWARE = """\
from aiohttp import web


@web.middleware
async def authenticated(request, handler):
    if request.headers.get("Authorization") not in request.app["tokens"]:
        raise web.HTTPUnauthorized()
    return await handler(request)
"""

HANDLERS = '''\
"""What the gateway answers."""

from aiohttp import web

from gateway import programs, storage
from gateway.safe import quoted


async def find(request: web.Request) -> web.Response:
    rows = await storage.find(request.app["db"], request.query["name"])
    return web.json_response([dict(row) for row in rows])


async def ping(request: web.Request) -> web.Response:
    await programs.run("ping -c 1 " + quoted(request.query["host"]))
    return web.json_response({})


async def convert(request: web.Request) -> web.Response:
    await programs.convert("in.png", "out.jpg")
    return web.json_response({})


async def health(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def login(request: web.Request) -> web.Response:
    target = request.query.get("next", "/")
    if target not in ("/", "/find"):
        target = "/"
    raise web.HTTPFound(target)
'''

PROGRAMS = '''\
"""Programs of the machine."""

import asyncio


async def run(command):
    process = await asyncio.create_subprocess_shell(command)
    return await process.wait()


async def convert(source, target):
    process = await asyncio.create_subprocess_exec("convert", source, target)
    return await process.wait()
'''

SAFE = '''\
"""Makes text harmless."""

import shlex


def quoted(text):
    return shlex.quote(text)
'''

STORAGE = '''\
"""What the database holds."""

import asyncpg


async def find(db: asyncpg.Connection, name):
    return await db.fetch("SELECT id, name FROM things WHERE name = $1", name)
'''

GATEWAY = {
    "README.md": "# Gateway\n",
    "gateway/__init__.py": "",
    "gateway/app.py": APP,
    "gateway/middleware.py": MIDDLEWARE,
    "gateway/handlers.py": HANDLERS,
    "gateway/programs.py": PROGRAMS,
    "gateway/safe.py": SAFE,
    "gateway/storage.py": STORAGE,
}
