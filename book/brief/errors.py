"""The one exception that stands for a mistake in what was given to the program."""


class BriefError(Exception):
    """A mistake in a table, a page or a command, told in one message for the person who can mend it."""
