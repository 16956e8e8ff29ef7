"""`python -m pond_emulator serve …`: the outside world on one loopback port."""

import argparse
import sys
from pathlib import Path

import uvicorn

from pond_emulator.app import App
from pond_emulator.world import Settings, open_world


def main(arguments: list[str] | None = None) -> int:
    """Runs until SIGTERM or Ctrl-C. Everything that happened is in --home; start again and it
    goes on.
    """
    options = parser().parse_args(arguments)
    options.run(options)
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m pond_emulator")
    commands = top.add_subparsers(required=True)
    serve_command = commands.add_parser("serve", help="start the emulated platforms")
    serve_command.add_argument("--home", type=Path, required=True)
    serve_command.add_argument("--port", type=int, required=True)
    serve_command.add_argument("--product", help="the product's address, for the phone's webview")
    serve_command.add_argument("--notice-unit", type=float, default=1.0)
    serve_command.add_argument("--transfer-seconds", type=int, default=24 * 3600)
    serve_command.set_defaults(run=serve)
    return top


def serve(options: argparse.Namespace) -> None:
    settings = Settings(
        home=options.home,
        base_url=f"http://127.0.0.1:{options.port}",
        product_url=options.product,
        notice_unit=options.notice_unit,
        transfer_s=options.transfer_seconds,
    )
    config = uvicorn.Config(
        App(open_world(settings)),
        host="127.0.0.1",
        port=options.port,
        access_log=False,
        log_level="warning",
        proxy_headers=False,  # a dropped connection needs the server's own send
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    sys.exit(main())
