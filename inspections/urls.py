"""Rounds, teams, visits, records."""

from django.urls import path

from inspections.views import findings, history, rounds, visits

app_name = "inspections"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("tao/", rounds.create_round, name="create_round"),
    path("luot/", visits.visits, name="visits"),
    path("di-co-so/", visits.field, name="field"),
    path("<int:pk>/", rounds.round_page, name="round"),
    path("<int:pk>/sua/", rounds.edit_round, name="edit_round"),
    path("<int:pk>/chuyen/", rounds.move_round, name="move_round"),
    path("<int:pk>/lich-su/", history.round_history, name="round_history"),
    path("<int:pk>/chuyen-de/", rounds.edit_topics, name="edit_topics"),
    path("<int:pk>/them-doan/", rounds.add_team, name="add_team"),
    path("<int:pk>/them-don-vi/", visits.add_visit, name="add_visit"),
    path("<int:pk>/ghi-nhan-chung/<str:kind>/", findings.record_on_round, name="record_on_round"),
    path("doan/<int:pk>/", rounds.edit_team, name="edit_team"),
    path("luot/<int:pk>/", visits.visit_page, name="visit"),
    path("luot/<int:pk>/lich/", visits.edit_visit, name="edit_visit"),
    path("luot/<int:pk>/buoi-lam-viec/", visits.edit_meeting, name="edit_meeting"),
    path("luot/<int:pk>/chuyen/", visits.move_visit, name="move_visit"),
    path("luot/<int:pk>/lich-su/", history.visit_history, name="visit_history"),
    path("luot/<int:pk>/tong-hop/", findings.synthesis, name="synthesis"),
    path("luot/<int:pk>/them/<str:kind>/", findings.record, name="record"),
    path("muc/<str:kind>/<int:pk>/", findings.edit_record, name="edit_record"),
    path("muc/<str:kind>/<int:pk>/rut/", findings.withdraw, name="withdraw_record"),
    path("muc/<str:kind>/<int:pk>/lich-su/", history.record_history, name="record_history"),
    path("tong-hop/<int:pk>/", findings.decide, name="decide"),
    path("ket-qua/<int:pk>/", findings.task_of_record, name="task_of_record"),
]
