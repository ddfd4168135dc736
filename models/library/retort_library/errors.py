"""What the tool tells a user instead of a traceback."""


class LibraryError(Exception):
    """Nothing was built; the message says why and what to do."""
