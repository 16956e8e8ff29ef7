"""`pond COMMAND ...`: finds the command's module and runs it."""

import argparse
import sys
from importlib import import_module
from keyword import iskeyword

from pondkeeper.runtime.home import Trouble

COMMANDS = {
    "up": "start the product: database, web server, workers",
    "demo": "a living example: the product, emulated platforms and half a year of customers",
    "doctor": "check this installation; says in plain words what is wrong and what to do",
    "import": "bring in contacts, orders or costs from a CSV or XLSX file",
    "backup": "write the whole database into one file; --keys writes the keys apart",
    "restore": "put a backup in the database's place; sending is held until a person releases it",
    "migrate": "bring the database's tables to this version",
    "emulator": "start the emulated platforms alone",
    "test": "run every check",
    "torture": "kill processes of a living brand, or send its doors what strangers could",
    "bench": "measure speed; without a name, list what can be measured",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in ("-h", "--help"):
        print(overview())
        return 0
    name, rest = given[0], given[1:]
    if name not in COMMANDS:
        print(f"pond: there is no command '{name}'.\n\n{overview()}", file=sys.stderr)
        return 2
    command = import_module(module_of(name))
    parser = argparse.ArgumentParser(prog=f"pond {name}", description=command.__doc__)
    command.add_arguments(parser)
    try:
        return int(command.run(parser.parse_args(rest)))
    except Trouble as error:
        print(f"pond: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def module_of(name: str) -> str:
    """The command's module: `import_` where the bare word is Python's own."""
    return f"pondkeeper.cli.{name}{'_' * iskeyword(name)}"


def overview() -> str:
    lines = "\n".join(f"  {name:<10}{what}" for name, what in COMMANDS.items())
    return f"usage: pond COMMAND [...]\n\n{lines}\n\npond COMMAND --help tells more."


if __name__ == "__main__":
    sys.exit(main())
