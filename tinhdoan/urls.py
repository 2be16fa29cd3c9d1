"""Routes."""

from django.urls import include, path

from tinhdoan.home import home
from tinhdoan.search import search
from tinhdoan.unit_page import unit_page
from units import urls as units

# A unit's page gathers rounds and papers: it stands up here, its address among the others.
unit_pages = [
    *units.urlpatterns,
    path("<str:code>/", unit_page, name="unit"),
]

urlpatterns = [
    path("", home, name="home"),
    path("tim-kiem/", search, name="search"),
    path("", include("accounts.urls")),
    path("don-vi/", include((unit_pages, units.app_name))),
    path("kiem-tra/", include("inspections.urls")),
    path("van-ban/", include("reports.urls")),
]
