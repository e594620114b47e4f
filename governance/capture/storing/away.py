"""What is raised while the store of captured pages can't be used. It is no fault of a page, and passes."""


class StorageAway(Exception):
    """The store can't be reached, or takes or gives nothing at present; the message says why."""
