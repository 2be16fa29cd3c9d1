import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0010_fill_seat_organisers_and_officer_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='clusterseat',
            name='organiser',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddConstraint(
            model_name='clusterseat',
            constraint=models.UniqueConstraint(models.F('organiser'), models.F('unit'), models.F('year'), name='one_cluster_a_year'),
        ),
        migrations.AddConstraint(
            model_name='clusterseat',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (1990, 2100))), name='seat_year_in_range'),
        ),
    ]
