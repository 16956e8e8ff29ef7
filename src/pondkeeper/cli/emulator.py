"""Start the emulated platforms alone, for your own programs; Ctrl-C ends them."""

import argparse
import subprocess
import sys
from pathlib import Path

from pondkeeper.runtime.home import find_home
from pondkeeper.runtime.product import free_port

USUAL_PORT = 8790


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, help="where its state is kept (default: our home)")
    parser.add_argument("--port", type=int, help="where it listens (default 8790 or the next free)")
    parser.add_argument("--product", help="the address of a product whose pages the phone opens")


def run(args: argparse.Namespace) -> int:
    home = args.home or find_home().make().root / "emulator"
    port = args.port or free_port(USUAL_PORT)
    command = [sys.executable, "-P", "-m", "pond_emulator", "serve"]
    command += ["--home", str(home), "--port", str(port)]
    if args.product:
        command += ["--product", args.product]
    where = f"http://127.0.0.1:{port}"
    print(f"The emulated platforms are at {where}: console /emulator, phone /phone", flush=True)
    return subprocess.call(command)
