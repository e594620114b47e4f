import governance.models.ordered_json
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0014_languages_are_tags"),
    ]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="as_filed",
            field=governance.models.ordered_json.OrderedJsonField(
                default=dict, verbose_name="its file: names of file, service and type as written, importedFrom"
            ),
        ),
    ]
