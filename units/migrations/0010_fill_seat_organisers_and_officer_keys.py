"""Rows from before: seats learn their cluster's organiser, officers their place in lists."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from vietnamese.text import person_sort_key


def fill(apps, schema_editor):
    Cluster, Seat, Officer = (
        apps.get_model("units", name) for name in ("Cluster", "ClusterSeat", "Officer")
    )
    owner = Cluster.objects.filter(pk=OuterRef("cluster_id")).values("organiser_id")[:1]
    Seat.objects.update(organiser_id=Subquery(owner))
    for officer in Officer.objects.filter(sort_key="").iterator():
        officer.sort_key = person_sort_key(officer.full_name)
        officer.save(update_fields=["sort_key"])


class Migration(migrations.Migration):

    dependencies = [("units", "0009_seat_organiser")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
