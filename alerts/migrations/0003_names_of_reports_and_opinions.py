"""Name what readers say and what mail providers report so that an operator confuses neither with the other."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_opinions_of_readers'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='feedback',
            options={'verbose_name': 'delivery report'},
        ),
        migrations.AlterModelOptions(
            name='opinion',
            options={'verbose_name': 'reader’s opinion', 'verbose_name_plural': 'readers’ opinions'},
        ),
    ]
