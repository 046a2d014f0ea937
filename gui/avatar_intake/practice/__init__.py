"""The practice studio: a loopback server that behaves like the training service and its store.

It shares no codec with the client, whose mistakes it would otherwise share.
"""
