"""The main window: the list of intakes, one intake's page, the menu. Layout and wiring; no use case lives here."""
