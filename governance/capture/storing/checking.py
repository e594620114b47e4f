"""Reads every stored page again, and says which are damaged or gone."""

from governance.capture.storing.away import StorageAway
from governance.capture.storing.frames import DamagedFrame
from governance.capture.storing.raw_bodies import read_body, why_away
from governance.models import RawBody
from governance.record.archive_check import Verification

_ROWS_AT_ONCE = 200


def check_bodies(found: Verification) -> None:
    """Read all bodies that are kept, and add to the findings. While the store is away that is the one finding."""
    found.counts["stored pages"] = 0
    if why := why_away():
        found.fail(f"the store of captured pages: {why}")
        return
    kept = RawBody.objects.filter(forgotten_at=None).select_related("base").order_by("pk")
    for body in kept.iterator(chunk_size=_ROWS_AT_ONCE):
        found.counts["stored pages"] += 1
        try:
            read_body(body)
        except DamagedFrame as error:
            found.fail(f"stored page {body.pk}: its bytes, or those that it is packed against, are damaged ({error})")
        except FileNotFoundError:
            found.fail(f"stored page {body.pk}: its bytes, or those that it is packed against, are not there")
        except StorageAway as away:
            found.fail(f"stored page {body.pk}: it can't be read ({away})")
