"""Routes."""

from django.urls import include, path

from tinhdoan.audit_log import audit_log, export_audit_log
from tinhdoan.home import home
from tinhdoan.search import search

urlpatterns = [
    path("", home, name="home"),
    path("tim-kiem/", search, name="search"),
    path("nhat-ky/", audit_log, name="audit_log"),
    path("nhat-ky/xuat/", export_audit_log, name="export_audit_log"),
    path("", include("accounts.urls")),
    path("don-vi/", include("units.urls")),
    path("kiem-tra/", include("inspections.urls")),
    path("van-ban/", include("reports.urls")),
]
