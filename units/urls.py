"""Tree of units, one unit."""

from django.urls import path

from units.views import tree

app_name = "units"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("<str:code>/", tree.unit, name="unit"),
]
