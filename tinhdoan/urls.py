"""Routes."""

from django.urls import include, path

from tinhdoan.home import home
from tinhdoan.search import search
from units.urls import cluster_patterns, invitation_patterns

urlpatterns = [
    path("", home, name="home"),
    path("tim-kiem/", search, name="search"),
    path("", include("accounts.urls")),
    path("don-vi/", include("units.urls")),
    path("cum-thi-dua/", include((cluster_patterns, "clusters"))),
    path("loi-moi/", include((invitation_patterns, "invitations"))),
    path("kiem-tra/", include("inspections.urls")),
    path("van-ban/", include("reports.urls")),
]
