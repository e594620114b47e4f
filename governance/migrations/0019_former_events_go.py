from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("governance", "0018_former_events_and_updates_of_provisions")]

    operations = [migrations.DeleteModel("FormerEvent")]
