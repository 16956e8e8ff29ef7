"""What every part of the emulator stands on: its store, its clocks, a small web server's words."""
