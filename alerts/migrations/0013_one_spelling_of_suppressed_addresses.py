"""Suppressed addresses kept before domains were spelled as in DNS. Erased ones are hashes, and stay."""

from django.db import migrations

from accounts.addresses import NotAnAddress, canonical_address


def respell(apps, schema_editor):
    Suppression = apps.get_model("alerts", "Suppression")
    for row in Suppression.objects.filter(address__contains="@").iterator():
        try:
            canonical = canonical_address(row.address)
        except NotAnAddress:
            continue
        if canonical != row.address:
            kept = {"reason": row.reason, "source": row.source, "detail": row.detail, "at": row.at}
            Suppression.objects.get_or_create(address=canonical, defaults=kept)
            row.delete()


class Migration(migrations.Migration):
    dependencies = [("alerts", "0012_what_is_untold_is_kept")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
