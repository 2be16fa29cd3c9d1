from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_job_run")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="user",
            name="search_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
        ),
    ]
