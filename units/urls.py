"""Pages of units; those that gather upper floors (a unit's own page) are added on the roof."""

from django.urls import path

from units.views import imports, tree

app_name = "units"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("nhap/", imports.choose, name="imports"),
    path("nhap/tep/<int:pk>/", imports.dry_run, name="import_file"),
    path("nhap/tep/<int:pk>/loi.csv", imports.faults, name="import_faults"),
    path("nhap/tep/<int:pk>/ap-dung/", imports.apply, name="apply_import"),
    path("nhap/<slug:kind>/", imports.upload, name="import_kind"),
    path("nhap/<slug:kind>/tep-mau.<str:ending>", imports.template, name="import_template"),
    path("nhap/<slug:kind>/xuat/", imports.export, name="export"),
]
