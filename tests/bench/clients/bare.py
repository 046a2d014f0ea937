"""Uploads nothing: what the others' memory is compared with. With ``libraries``, what the product's upload imports."""

from __future__ import annotations

import sys

from job import measured

if sys.argv[1:] == ["libraries"]:
    import requests
    import truststore
    import urllib3

    assert requests
    assert truststore
    assert urllib3

with measured():
    pass
