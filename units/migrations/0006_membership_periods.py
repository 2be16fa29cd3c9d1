from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0005_import_file'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_once',
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_at_once',
            field=models.BooleanField(default=False, verbose_name='kết thúc ngay'),
        ),
        migrations.AddField(
            model_name='membership',
            name='end_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='lý do kết thúc'),
        ),
        migrations.AlterConstraint(
            model_name='membership',
            name='membership_ends_after_it_begins',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_ends_after_it_begins', violation_error_message='Ngày kết thúc không được trước ngày bắt đầu.'),
        ),
    ]
