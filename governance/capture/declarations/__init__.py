"""How documents are read from pages, in the format of Open Terms Archive (docs.opentermsarchive.org)."""
