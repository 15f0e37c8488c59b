"""The order in which Python looks members up, with what is known of libraries."""

from __future__ import annotations

from engine import Analysis

from tidegate.flow.lookup import lookup_order
from tidegate.program.names import ClassId

CODE = """\
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import ListView, TemplateView

class Top: ...
class Left(Top): ...
class Right(Top): ...
class Diamond(Left, Right): ...

class Guarded(LoginRequiredMixin, ListView): ...
class Behind(ListView, LoginRequiredMixin): ...
class Mixed(TemplateView, Guarded): ...

class Broken(Top, Left): ...
"""


def order(name: str) -> list[str]:
    found = lookup_order(Analysis({"app.py": CODE}).engine, ClassId("app.py", name))
    return [base.rpartition(".")[2] if isinstance(base, str) else base.qualname for base in found]


def test_a_base_that_two_share_comes_after_both() -> None:
    assert order("Diamond") == ["Diamond", "Left", "Right", "Top"]


def test_bases_of_libraries_take_part() -> None:
    assert order("Guarded") == ["Guarded", "LoginRequiredMixin", "ListView", "View"]
    assert order("Behind") == ["Behind", "ListView", "View", "LoginRequiredMixin"]
    assert order("Mixed") == ["Mixed", "TemplateView", "Guarded", "LoginRequiredMixin", "ListView", "View"]


def test_bases_that_contradict_each_other_are_all_named_once() -> None:
    assert sorted(order("Broken")) == ["Broken", "Left", "Top"]
