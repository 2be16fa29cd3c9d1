import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0007_officer_sort_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('kind', models.CharField(choices=[('join', 'Mời vào đơn vị'), ('reset', 'Cấp lại mật khẩu')], default='join', max_length=5, verbose_name='loại')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                ('role', models.CharField(blank=True, choices=[('administrator', 'Quản trị hệ thống'), ('officer', 'Chuyên viên tham mưu'), ('leader', 'Lãnh đạo duyệt, ký'), ('registrar', 'Văn thư'), ('unit_officer', 'Cán bộ đơn vị')], max_length=16, verbose_name='vai trò')),
                ('position', models.CharField(blank=True, max_length=120, verbose_name='chức vụ')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_with', models.UUIDField(editable=False, null=True, unique=True)),
                ('used_with', models.UUIDField(editable=False, null=True)),
                ('made_at', models.DateTimeField(verbose_name='mời lúc')),
                ('expires_at', models.DateTimeField(verbose_name='có hiệu lực đến')),
                ('used_at', models.DateTimeField(null=True, verbose_name='nhận lúc')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='rút lúc')),
            ],
            options={
                'verbose_name': 'lời mời',
                'verbose_name_plural': 'lời mời',
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='for_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slips', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người mời'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='units.unit', verbose_name='đơn vị'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='used_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhận'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='invitation_ends_after_it_begins', violation_error_message='Ngày kết thúc không được trước ngày bắt đầu.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('for_user', None), ('kind', 'join'), models.Q(('role', ''), _negated=True)), models.Q(('for_user__isnull', False), ('kind', 'reset'), ('role', '')), _connector='OR'), name='join_gives_a_role_reset_has_an_account'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('used_at', None), ('used_by', None)), models.Q(('used_at__isnull', False), ('used_by__isnull', False)), _connector='OR'), name='used_means_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('used_at', None), ('withdrawn_at', None), _connector='OR'), name='used_or_withdrawn'),
        ),
    ]
