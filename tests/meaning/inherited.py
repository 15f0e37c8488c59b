"""Controls that reach a handler through its class, where the library itself answers."""

from __future__ import annotations

from meaning.cases import At, Case, Changes, because, edit
from meaning.django_clinic import CLINIC

LIST = "class RecordList(LoginRequiredMixin, View):"
VIEWS, API = "records/views.py", "records/api.py"
LISTED: Changes = {
    VIEWS: edit(
        (
            LIST,
            """\
class Ledger(LoginRequiredMixin, ListView):
    model = Record

    def get_queryset(self):
        return super().get_queryset().order_by("created")


class RecordList(LoginRequiredMixin, View):""",
        ),
        (
            "from django.views import View\n",
            "from django.views import View\nfrom django.views.generic import ListView\n",
        ),
    ),
    "records/urls.py": edit(
        (
            '    path("search/"',
            '    path("ledger/", views.Ledger.as_view(), name="ledger"),\n    path("search/"',
        )
    ),
}
OWNED: Changes = {
    API: """\
from django.shortcuts import get_object_or_404
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.response import Response

from records.models import Record


class IsDoctor(BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.doctor_id == request.user.pk


class RecordApi(GenericAPIView):
    queryset = Record.objects.all()
    permission_classes = [IsAuthenticated, IsDoctor]

    def get(self, request, pk):
        record = self.get_object()
        return Response(record.note)
"""
}
FOUND = "record = self.get_object()"
LOST_LEDGER = At("authentication-lost", VIEWS, "class Ledger", "GET /records/ledger/")
ACTIONS: Changes = {
    VIEWS: edit(
        (
            "@login_required\ndef search",
            """\
@login_required
def act(request):
    if "close" in request.POST:
        if not request.user.is_staff:
            raise PermissionDenied
        return HttpResponse("closed")
    elif "open" in request.POST:
        if not request.user.is_staff:
            raise PermissionDenied
        return HttpResponse("opened")
    return HttpResponse("")


@login_required
def search""",
        ),
        (
            "from django.shortcuts import render",
            """\
from django.core.exceptions import PermissionDenied
from django.shortcuts import render""",
        ),
    ),
    "records/urls.py": edit(('    path("search/"', '    path("act/", views.act),\n    path("search/"')),
}
OPENED = """\
    elif "open" in request.POST:
        if not request.user.is_staff:
            raise PermissionDenied
        return HttpResponse("opened")
"""
OWN: Changes = {
    VIEWS: edit(
        (
            "@login_required\ndef search",
            """\
@login_required
def discharge(request, pk):
    record = get_object_or_404(Record, pk=pk)
    if record.doctor_id != request.user.pk:
        raise PermissionDenied
    record.delete()
    return HttpResponse("")


@login_required
def search""",
        ),
        (
            "from django.shortcuts import render",
            """\
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render""",
        ),
    ),
    "records/urls.py": edit(
        ('    path("search/"', '    path("discharge/<int:pk>/", views.discharge),\n    path("search/"')
    ),
}
FOUND_BY_ID = "    record = get_object_or_404(Record, pk=pk)\n"
OWN_ALONE = "    record = get_object_or_404(Record, pk=pk, doctor_id=request.user.pk)\n"
REFUSED = "    if record.doctor_id != request.user.pk:\n        raise PermissionDenied\n"

UNASKED = (
    Case(
        "a check of an object's owner removed",
        CLINIC,
        {VIEWS: edit((REFUSED, ""))},
        "block",
        because("control-lost"),
        before=OWN,
        introduced=(At("authorization-lost", VIEWS, 18, "/records/discharge/<int:pk>/"),),
    ),
    Case(
        "LoginRequiredMixin removed from a class whose library answers",
        CLINIC,
        {VIEWS: edit(("class Ledger(LoginRequiredMixin, ListView)", "class Ledger(ListView)"))},
        "block",
        because("control-lost"),
        before=LISTED,
        introduced=(LOST_LEDGER,),
    ),
    Case(
        "a mixin behind the class that answers is never asked",
        CLINIC,
        {
            VIEWS: edit(
                ("class Ledger(LoginRequiredMixin, ListView)", "class Ledger(ListView, LoginRequiredMixin)")
            )
        },
        "block",
        because("control-lost"),
        before=LISTED,
        introduced=(LOST_LEDGER,),
    ),
    Case(
        "an object found without asking for its permissions",
        CLINIC,
        {API: edit((FOUND, "record = get_object_or_404(Record, pk=pk)"))},
        "block",
        because("control-lost", "data-access-changed"),
        before=OWNED,
        introduced=(At("authorization-lost", API, "def get(", "GET /records/api/"),),
    ),
)

ASKED = (
    Case(
        "one of several actions removed with the check before it",
        CLINIC,
        {VIEWS: edit((OPENED, ""))},
        "pass",
        because("nothing-introduced"),
        before=ACTIONS,
    ),
    Case(
        "a row of another owner is not found instead of refused",
        CLINIC,
        {VIEWS: edit((FOUND_BY_ID + REFUSED, OWN_ALONE))},
        "review",
        because("controls-changed", "data-access-changed"),
        before=OWN,
    ),
    Case(
        "another mixin put before the one that asks for a login",
        CLINIC,
        {
            VIEWS: edit(
                (
                    "class Ledger(LoginRequiredMixin, ListView)",
                    "class Ledger(Titled, LoginRequiredMixin, ListView)",
                ),
                ("class Ledger(", "class Titled:\n    title = 'Ledger'\n\n\nclass Ledger("),
            )
        },
        "pass",
        because("nothing-introduced"),
        before=LISTED,
    ),
    Case(
        "an object's permissions asked for by hand",
        CLINIC,
        {
            API: edit(
                (
                    FOUND,
                    """\
record = get_object_or_404(Record, pk=pk)
        self.check_object_permissions(request, record)""",
                )
            )
        },
        "review",
        because("controls-changed", "data-access-changed"),
        before=OWNED,
    ),
)
