"""The windows: the only home of PySide6. Widgets show and ask; what is done is decided in `flow`."""
