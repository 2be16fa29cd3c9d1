"""Accounts from before learn their place in lists and the words by which they are found."""

from django.db import migrations

from vietnamese.text import fold, person_sort_key


def fill(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    for user in User.objects.filter(sort_key="").iterator():
        user.sort_key = person_sort_key(user.full_name or user.username)
        user.search_key = fold(f"{user.full_name} {user.username}")[:400]
        user.save(update_fields=["sort_key", "search_key"])


class Migration(migrations.Migration):

    dependencies = [("accounts", "0004_user_keys")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
