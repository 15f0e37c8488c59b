"""A clinic in Django: URLconfs, class-based views, Django REST framework, templates."""

from __future__ import annotations

SETTINGS = """\
import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["clinic.example"]
ROOT_URLCONF = "clinic.urls"
INSTALLED_APPS = ["django.contrib.auth", "rest_framework", "records"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
"""

URLS = """\
from django.urls import include, path

urlpatterns = [
    path("records/", include("records.urls")),
]
"""

RECORD_URLS = """\
from django.urls import path

from records import api, views

urlpatterns = [
    path("", views.RecordList.as_view(), name="records"),
    path("search/", views.search, name="search"),
    path("export/", views.export, name="export"),
    path("api/", api.RecordApi.as_view(), name="api"),
]
"""

MODELS = """\
from django.db import models


class Record(models.Model):
    patient = models.CharField(max_length=200)
    note = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
"""

QUERIES = '''\
"""Reports that the ORM cannot say."""

from django.db import connection


def totals(order):
    with connection.cursor() as cursor:
        cursor.execute("SELECT patient, count(*) FROM records_record GROUP BY patient ORDER BY " + order)
        return cursor.fetchall()
'''

VIEWS = """\
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import View

from records import files, queries
from records.models import Record


class RecordList(LoginRequiredMixin, View):
    def get(self, request):
        records = Record.objects.filter(patient=request.GET.get("patient", ""))
        return JsonResponse({"totals": queries.totals("patient"), "ids": [record.pk for record in records]})


@login_required
def search(request):
    return render(request, "records/search.html", {"term": request.GET.get("q", "")})


@permission_required("records.export", raise_exception=True)
def export(request):
    name = files.safe_name(request.GET["name"])
    return HttpResponse(files.read(name), content_type="text/csv")
"""

FILES = '''\
"""Exports on disk."""

import os.path


def safe_name(name):
    return os.path.basename(name)


def read(name):
    with open("/var/exports/" + name) as stream:
        return stream.read()
'''

API = """\
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from records.models import Record


class RecordApi(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response(list(Record.objects.values("id", "patient")))
"""

SEARCH = """\
<!doctype html>
<h1>Search</h1>
<p>You searched for {{ term }}</p>
"""

CLINIC = {
    "README.md": "# Clinic\n",
    "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'clinic.settings')\n",
    "clinic/__init__.py": "",
    "clinic/settings.py": SETTINGS,
    "clinic/urls.py": URLS,
    "records/__init__.py": "",
    "records/urls.py": RECORD_URLS,
    "records/models.py": MODELS,
    "records/queries.py": QUERIES,
    "records/views.py": VIEWS,
    "records/files.py": FILES,
    "records/api.py": API,
    "records/templates/records/search.html": SEARCH,
}
