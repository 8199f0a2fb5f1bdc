"""The command line of the program; a module a command.

Each has its options in `add_options` and does its work in `run`. `parser` reads the
command line, `headless` names the commands, and runs one without a window.
"""
