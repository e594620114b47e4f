"""Addresses kept before domains were spelled as in DNS.

Where the mail went to another domain than the one that was meant (`straße.example` by the standard of 2003 is
`strasse.example`), a verification has proved nothing, and is taken back. An address that somebody else has in its one
spelling stays as it is, and so does one that has no such spelling: an operator sees both in the admin.
"""

from django.db import migrations

from accounts.addresses import NotAnAddress, canonical_address


def respell(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    for pk, email in User.objects.values_list("pk", "email").iterator():
        if (canonical := _other_spelling(email)) and not User.objects.filter(email=canonical).exists():
            User.objects.filter(pk=pk).update(email=canonical)
    for row in EmailAddress.objects.iterator():
        if not (canonical := _other_spelling(row.email)):
            continue
        same = EmailAddress.objects.filter(email=canonical)
        if same.filter(user_id=row.user_id).exists() or (row.verified and same.filter(verified=True).exists()):
            continue
        verified = row.verified and not _was_written_to_elsewhere(row.email, canonical)
        EmailAddress.objects.filter(pk=row.pk).update(email=canonical, verified=verified)


def _other_spelling(email):
    try:
        canonical = canonical_address(email)
    except NotAnAddress:
        return None
    return canonical if canonical != email else None


def _was_written_to_elsewhere(email, canonical):
    domain = email.rpartition("@")[2]
    try:
        return domain.encode("idna").decode().lower() != canonical.rpartition("@")[2]
    except UnicodeError:
        return True


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_counts"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
