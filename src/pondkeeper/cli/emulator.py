"""Start the emulated platforms alone; everything after the word is handed to them."""

import argparse
import subprocess
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="see: pond emulator -- --help")


def run(args: argparse.Namespace) -> int:
    rest = [word for word in args.rest if word != "--"] or ["serve"]
    return subprocess.call([sys.executable, "-P", "-m", "pond_emulator", *rest])
