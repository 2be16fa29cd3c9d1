"""Units entered before names and parents were dated get one row of each."""

from django.db import migrations


def write_down(apps, schema_editor):
    unit_model = apps.get_model("units", "Unit")
    names = apps.get_model("units", "UnitName")
    placements = apps.get_model("units", "Placement")
    for unit in unit_model.objects.iterator():
        span = {"valid_from": unit.valid_from, "valid_to": unit.valid_to}
        names.objects.create(
            unit=unit, name=unit.name, short_name=unit.short_name, kind=unit.kind, **span
        )
        if unit.parent_id:
            placements.objects.create(unit=unit, parent_id=unit.parent_id, **span)


class Migration(migrations.Migration):

    dependencies = [("units", "0002_dated_units")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
