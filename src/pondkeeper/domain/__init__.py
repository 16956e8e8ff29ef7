"""The business, one folder per noun; it knows no HTTP and no platform."""
