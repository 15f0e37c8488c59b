"""A library file, indexed by reference."""

from __future__ import annotations

from tidegate.knowledge.paths import Arguments
from tidegate.knowledge.store import parse_library
from tidegate.knowledge.tables import Tables


def tables(text: str) -> Tables:
    found = Tables()
    found.add(parse_library(text, "shop.yaml"))
    return found


def test_a_declared_type_means_its_instance_and_a_mark_the_class() -> None:
    found = tables("""
        library: shop
        types: {shop.Order: [shop.current]}
        sinks:
          html: ["shop.Order.Member[data]", "shop.Order!.Argument[0,text:]"]
    """)
    assert found.types == {"shop.current": "shop.Order"}
    assert set(found.sinks) == {"shop.Order().data", "shop.Order"}
    assert found.sinks["shop.Order"][0].arguments == Arguments((0,), ("text",))


def test_what_renders_a_template() -> None:
    found = tables("""
        library: shop
        types: {shop.Page: []}
        renders:
          - {call: shop.load, template: "Argument[0]"}
          - {call: "shop.Page.Member[render]", template: "Argument[self]", context: "Argument[0,**]"}
          - {call: shop.template, template: "Argument[0]", context: returned, escapes: false}
        class_renders: [{subclass: shop.View, template: template_name, context: get_context}]
        template_folders: [pages]
    """)
    assert found.renders["shop.load"].context is None
    page = found.renders["shop.Page().render"]
    assert page.template.receiver
    assert page.context == Arguments((0,), keywords=True)
    returned = found.renders["shop.template"]
    assert (returned.context, returned.spec.context, returned.spec.escapes) == (None, "returned", False)
    assert found.class_renders["shop.View"].template == "template_name"
    assert found.template_folders == {"pages"}


def test_how_routes_are_grouped() -> None:
    found = tables("""
        library: shop
        types: {shop.Api: []}
        routers:
          - {call: shop.Api, prefix: "Argument[prefix:]", routes: "Argument[1]", parent: "Argument[0,app:]"}
        mounts:
          - {call: "shop.Api.Member[init]", child: "Argument[self]", parent: "Argument[0]", overrides: true}
        class_handlers: [{call: "shop.View!.Member[as_view]", members: "Argument[0]"}]
    """)
    assert found.routers["shop.Api"].parent == Arguments((0,), ("app",))
    assert found.mounts["shop.Api().init"].overrides
    assert found.class_handlers == {"shop.View.as_view": Arguments((0,))}


def test_what_protects_and_what_takes_that_away() -> None:
    found = tables("""
        library: shop
        applies: {shop.on_method: "Argument[0,decorator:]"}
        controls: {csrf: [shop.check]}
        exemptions: {csrf: [{path: shop.exempt, argument: "Argument[0]"}]}
        injections: [{call: shop.Needs, provider: "Argument[0]", parameters: {source: remote}}]
    """)
    assert found.controls["shop.check"].kind == found.exemptions["shop.exempt"].kind == "csrf"
    assert found.applies == {"shop.on_method": Arguments((0,), ("decorator",))}
    assert found.providers["shop.Needs"].source == "remote"
