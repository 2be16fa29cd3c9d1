"""Pages of units; those that gather upper floors (a unit's own page) are added on the roof."""

from django.urls import path

from units.views import clusters, imports, invitations, joining, officers, people, tree

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
    path("<str:code>/nguoi-dung/", people.people, name="people"),
    path("<str:code>/nguoi-dung/moi/", invitations.invite, name="invite"),
    path("<str:code>/nguoi-dung/giao/", people.give_membership, name="give_membership"),
    path("<str:code>/nguoi-dung/<int:pk>/", people.edit_membership, name="edit_membership"),
    path("<str:code>/nguoi-dung/<int:pk>/ket-thuc/", people.end_membership, name="end_membership"),
    path(
        "<str:code>/nguoi-dung/<int:pk>/mo-lai/",
        people.reopen_membership,
        name="reopen_membership",
    ),
    path("<str:code>/nguoi-dung/<int:pk>/phieu/", invitations.reset_slip, name="reset_slip"),
    path("<str:code>/nguoi-dung/<int:pk>/ngung/", people.disable_account, name="disable_account"),
    path("<str:code>/nguoi-dung/<int:pk>/mo/", people.enable_account, name="enable_account"),
    path("<str:code>/loi-moi/", invitations.invitations, name="invitations"),
    path(
        "<str:code>/loi-moi/<int:pk>/gui-lai/",
        invitations.renew_invitation,
        name="renew_invitation",
    ),
    path(
        "<str:code>/loi-moi/<int:pk>/rut/",
        invitations.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("<str:code>/can-bo/", officers.officers, name="officers"),
    path("<str:code>/can-bo/them/", officers.add_officer, name="add_officer"),
    path("<str:code>/can-bo/<int:pk>/", officers.edit_officer, name="edit_officer"),
    path("<str:code>/can-bo/<int:pk>/thoi/", officers.end_officer, name="end_officer"),
]

# At /cum-thi-dua/.
cluster_patterns = [
    path("", clusters.clusters, name="clusters"),
    path("tao/", clusters.create_cluster, name="create_cluster"),
    path("<int:pk>/", clusters.cluster, name="cluster"),
    path("<int:pk>/sua/", clusters.edit_cluster, name="edit_cluster"),
    path("<int:pk>/<int:year>/", clusters.edit_seats, name="edit_seats"),
]

# At /loi-moi/, open to who is not signed in.
invitation_patterns = [
    path("", joining.enter, name="enter"),
    path("<str:secret>/", joining.accept, name="accept"),
]
