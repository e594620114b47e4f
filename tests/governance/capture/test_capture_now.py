"""The command that lets pages be fetched next names what isn't there."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
@pytest.mark.parametrize("named", ["CW-D-999999", "CW-D-" + "9" * 30, "zz"])
def test_a_document_that_is_not_there_is_named(named: str) -> None:
    with pytest.raises(CommandError, match=f"There is no document {named}"):
        call_command("capture_now", document=named)
