"""Routes."""

from django.urls import include, path

from tinhdoan import reorganisation_pages as pages
from tinhdoan.audit_log import audit_log, export_audit_log
from tinhdoan.home import home
from tinhdoan.search import search
from tinhdoan.unit_page import unit_page
from units import urls as units

# A unit's page gathers rounds and papers: it stands up here, its address among the others.
unit_pages = [
    *units.urlpatterns,
    path("sap-xep/", pages.reorganisations, name="reorganisations"),
    path("sap-xep/moi/<slug:kind>/", pages.propose, name="propose_reorganisation"),
    path("sap-xep/<int:pk>/", pages.reorganisation, name="reorganisation"),
    path("sap-xep/<int:pk>/sua/", pages.edit_proposal, name="edit_proposal"),
    path("sap-xep/<int:pk>/bo/", pages.drop_proposal, name="drop_proposal"),
    path("sap-xep/<int:pk>/ap-dung/", pages.carry_out, name="carry_out_reorganisation"),
    path("sap-xep/<int:pk>/huy-bo/", pages.take_back, name="take_back_reorganisation"),
    path("<str:code>/", unit_page, name="unit"),
]

urlpatterns = [
    path("", home, name="home"),
    path("tim-kiem/", search, name="search"),
    path("nhat-ky/", audit_log, name="audit_log"),
    path("nhat-ky/xuat/", export_audit_log, name="export_audit_log"),
    path("", include("accounts.urls")),
    path("don-vi/", include((unit_pages, units.app_name))),
    path("cum-thi-dua/", include((units.cluster_patterns, "clusters"))),
    path("loi-moi/", include((units.invitation_patterns, "invitations"))),
    path("kiem-tra/", include("inspections.urls")),
    path("giao-ban/", include("briefings.urls")),
    path("van-ban/", include("reports.urls")),
    path("", include("reports.urls_public")),
]
