"""The exception for faults in what the program is given."""


class BriefError(Exception):
    """A fault in a table, a page or a command, in one message for the person who can mend it."""
