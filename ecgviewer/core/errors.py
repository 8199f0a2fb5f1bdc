"""The base of all errors that a user's input causes, not the program."""


class InputError(Exception):
    """Something given to the program cannot be used.

    The message is for the user: it names the file and the remedy.
    """
