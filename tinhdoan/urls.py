"""Routes."""

from django.urls import include, path

from tinhdoan.home import home
from tinhdoan.search import search

urlpatterns = [
    path("", home, name="home"),
    path("tim-kiem/", search, name="search"),
    path("", include("accounts.urls")),
    path("don-vi/", include("units.urls")),
    path("kiem-tra/", include("inspections.urls")),
    path("van-ban/", include("reports.urls")),
]
