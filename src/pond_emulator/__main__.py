"""`python -m pond_emulator serve …`: the outside world on one loopback port."""

import argparse
import sys
import time
from pathlib import Path

import httpx
import uvicorn

from pond_emulator.app import App
from pond_emulator.kit.server import Server
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
    demo_command = commands.add_parser("demo", help="have a running emulator tell the demo")
    demo_command.add_argument("--emulator", required=True, help="the address of `serve`")
    demo_command.add_argument("--product", required=True)
    demo_command.add_argument("--api-key-file", type=Path, required=True)
    demo_command.add_argument("--steer-token-file", type=Path, required=True)
    demo_command.add_argument("--seed", type=int, default=1)
    demo_command.add_argument("--scale", type=float, default=1.0)
    demo_command.add_argument("--weeks", type=int, default=26)
    demo_command.set_defaults(run=demo)
    return top


def serve(options: argparse.Namespace) -> None:
    settings = Settings(
        home=options.home,
        base_url=f"http://127.0.0.1:{options.port}",
        product_url=options.product,
        notice_unit=options.notice_unit,
        transfer_s=options.transfer_seconds,
    )
    world = open_world(settings)
    config = uvicorn.Config(
        App(world),
        host="127.0.0.1",
        port=options.port,
        access_log=False,
        log_level="warning",
        proxy_headers=False,  # a dropped connection needs the server's own send
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    Server(config, world.stop).run()


def demo(options: argparse.Namespace) -> None:
    """Asks for the demo and shows how far it is. The emulator tells it, not this command: end
    it and ask again whenever you like.
    """
    body = {
        "product": options.product,
        "api_key_file": str(options.api_key_file.resolve()),
        "steer_token_file": str(options.steer_token_file.resolve()),
        "seed": options.seed,
        "scale": options.scale,
        "weeks": options.weeks,
    }
    with httpx.Client(base_url=options.emulator, trust_env=False) as client:
        client.post("/emulator/demo", json=body).raise_for_status()
        while True:
            told = client.get("/emulator/progress").json()
            line = f"week {told['week']}/{told['weeks']} {told['fraction']:.1%} {told['note']}"
            sys.stdout.write(f"\r{line[:100]:<100}")
            sys.stdout.flush()
            if told["state"] == "told":
                sys.stdout.write("\n")
                return
            time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
