"""The commands, a module a group. Heavy modules are imported inside a command, so that ``--help`` is quick."""
