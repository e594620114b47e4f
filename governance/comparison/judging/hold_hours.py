"""How long a change must have stood before it is told, by what made it doubtful. `record/holding.py` holds it back.

A capture that lost text mostly mends within hours; a page of several goes and comes back within two days. A text that
stood for a week was settled, and so is one that takes its place once it stood as long. Where each text was looked at
twice, one that stood for more than a day was in force, and is taken back by the text before it.
"""

CUT = 12  # a text that was cut off, or shrunk by more than half
OTHER_LANGUAGE = 12
PAGED_LIST = 12  # a list of which another page was captured
SOURCE_PAGE = 48  # one page of a document that is made of several
SETTLED = 168  # a return to an earlier text
IN_FORCE = 36  # no hold: how long a text must have stood for its end to be news
