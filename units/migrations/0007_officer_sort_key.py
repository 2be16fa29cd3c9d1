from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0006_membership_periods'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='officer',
            options={'ordering': ('unit', 'sort_key', 'pk'), 'verbose_name': 'cán bộ chủ chốt', 'verbose_name_plural': 'cán bộ chủ chốt'},
        ),
        migrations.AddField(
            model_name='officer',
            name='sort_key',
            field=models.CharField(db_index=True, default='', editable=False, max_length=400),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='officer_ends_after_it_begins', violation_error_message='Ngày kết thúc không được trước ngày bắt đầu.'),
        ),
    ]
