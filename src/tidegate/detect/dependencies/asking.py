"""What services on the network say of packages that come in: asked only with ``--online``."""

from __future__ import annotations

from msgspec.structs import replace

from tidegate.cache import Cache
from tidegate.detect.dependencies.context import DependencyContext

SECONDS = 60.0  # for everything that is asked


def with_services(context: DependencyContext, cache: Cache, seconds: float | None) -> DependencyContext:
    """The context with OSV's service and deps.dev's facts; a service that fails is "could not tell"."""
    from tidegate.dependencies.online import deps_dev
    from tidegate.dependencies.online.osv_api import OsvApi
    from tidegate.dependencies.online.web import Web, WebError

    coming = [
        change
        for change in context.compared.changes
        if "removed" not in change.what and change.origin == "registry"
    ]
    coming.sort(key=lambda change: change.direct is False)  # what was asked for first
    coming, left = coming[: deps_dev.MOST_PACKAGES], coming[deps_dev.MOST_PACKAGES :]
    if left:
        context.could_not_tell(
            left[0], f"what registries say of {len(left):,} packages: they are too many to ask"
        )
    web = Web(seconds or SECONDS)
    context = replace(context, asked=OsvApi(web, cache))
    if not coming:
        return context
    try:
        packages = [deps_dev.Package(change.ecosystem, change.name, change.head_version) for change in coming]
        return replace(context, registry=deps_dev.DepsDev(web, cache).facts(packages))
    except WebError as error:
        context.could_not_tell(coming[0], f"what registries say of packages: {error}")
        return context
