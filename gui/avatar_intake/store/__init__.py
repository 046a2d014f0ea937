"""What is remembered on this computer: the journal, settings, secrets. No network, no Qt."""
