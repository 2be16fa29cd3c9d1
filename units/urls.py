"""Pages of units; those that gather upper floors (a unit's own page) are added on the roof."""

from django.urls import path

from units.views import tree

app_name = "units"
urlpatterns = [
    path("", tree.tree, name="tree"),
]
