"""The command line: one file per command, each with a summary, its arguments and `run`.

Nothing heavy is imported before the command is known.
"""
