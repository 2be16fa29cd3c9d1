import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0008_invitation'),
    ]

    operations = [
        migrations.AddField(
            model_name='clusterseat',
            name='organiser',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
    ]
