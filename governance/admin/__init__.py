"""The operator's pages about the record."""

from governance.admin import captures as captures
from governance.admin import catalogue as catalogue
from governance.admin import filters as filters
from governance.admin import held_readings as held_readings
from governance.admin import previews as previews
from governance.admin import record as record
from governance.admin import rewrites as rewrites
