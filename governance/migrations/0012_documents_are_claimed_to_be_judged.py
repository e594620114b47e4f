from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0011_provisions_that_changed_in_the_same_words")]

    operations = [
        migrations.AddField(
            model_name="capturehealth",
            name="lease_until",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="until when a worker's claim to judge it holds"
            ),
        ),
        migrations.AddField(
            model_name="capturehealth",
            name="fence",
            field=models.PositiveBigIntegerField(
                default=0, editable=False, verbose_name="how often it was claimed"
            ),
        ),
        migrations.AlterField(
            model_name="capturehealth",
            name="is_to_be_judged",
            field=models.BooleanField(
                default=False, verbose_name="whether fetches came in that no worker has taken up"
            ),
        ),
        migrations.RemoveIndex(model_name="capturehealth", name="documents_to_be_judged"),
        migrations.AddIndex(
            model_name="capturehealth",
            index=models.Index(
                condition=models.Q(("is_to_be_judged", True), ("lease_until__isnull", False), _connector="OR"),
                fields=["document"],
                name="documents_to_be_judged",
            ),
        ),
    ]
