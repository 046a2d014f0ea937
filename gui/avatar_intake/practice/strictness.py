"""What the documents leave open about the live service, one switch a question. Values only.

The default of each switch is what a document says or, where all are silent, what the store behind the service is known
to do. `Strictness.strictest` answers every open question in the way that is hardest for a client, `Strictness.lenient`
in the way that forgives most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UsedAddressCode = Literal["AccessDenied", "NoSuchUpload", "OperationAborted"]
AddressStyle = Literal["v2", "v4"]


@dataclass(frozen=True, slots=True)
class Strictness:
    """One switch for each open question. Each has a line of its own below the name."""

    used_address_code: UsedAddressCode = "AccessDenied"
    """What a used one-time address answers: 403 AccessDenied, 404 NoSuchUpload or 409 OperationAborted."""

    addresses_die_after_success: bool = True
    """The API page: an address works once. When false a second PUT replaces the first, as plain OBS would."""

    list_lag_asks: int = 0
    """How many asks for the list a stored part stays out of it."""

    list_survives_confirm: bool = True
    """Whether the parts can still be listed after they were confirmed; OBS forgets them when it merges."""

    etag_is_md5: bool = True
    """Whether an ETag is the MD5 of the bytes. When false the store encrypts, says so in a header, and it is not."""

    downloads_before_submission: bool = True
    """Whether Show gives download addresses while the job still waits for its files."""

    downloads_allow_range: bool = True
    """Whether a download address honours a Range header; when false the whole file comes with status 200."""

    update_while_waiting: bool = False
    """Whether Update is allowed in WAIT_FILE_UPLOAD (the guide, for expired addresses) or not (the API page)."""

    update_keeps_parts: bool = False
    """Whether Update keeps the parts that were stored but not yet confirmed."""

    exact_content_type: bool = True
    """Whether a PUT must carry exactly the documented Content-Type, which is part of the address's signature."""

    filters_match_exactly: bool = True
    """Whether the list's filters for name, tag and batch want the whole text; when false a part of it is enough."""

    filter_lag_asks: int = 0
    """How many list calls a new job stays invisible for."""

    bad_token_code: str = "MSS.00010008"  # noqa: S105 - an error code
    """The error code for a token that is wrong or at its end."""

    trainings_left: int | None = None
    """How many jobs the account may still submit; ``None`` is without end. A used-up account's submit fails."""

    address_style: AddressStyle = "v2"
    """Whether an address shows its end as ``Expires`` (OBS) or as ``X-Amz-Date`` and ``X-Amz-Expires``."""

    document_limit_bytes: int | None = None
    """The largest ID picture or letter that the store takes; ``None`` is the store's own 5 GiB."""

    confirm_twice_is_harmless: bool = True
    """Whether CONFIRM_MULTIPART_UPLOADED may be repeated after it has succeeded."""

    letter_needs_confirm: bool = False
    """Whether CONFIRM_AUTHORIZATION_LETTER must come before SUBMITVERIFYING; no text says when it is needed."""

    update_reopens: bool = True
    """Whether a job goes back to WAIT_FILE_UPLOAD with Update, or keeps its rejected state until it is submitted."""

    update_keeps_materials: bool = True
    """Whether a confirmed video, the letter and the cover still count after Update. ID pictures never do."""

    refuses_unknown_fields: bool = True
    """Whether a body field or a query parameter that no page names is refused."""

    refuses_extra_headers: bool = True
    """Whether a PUT with credentials, cookies, Content-MD5 or x-obs-* headers is refused; they leak or break it."""

    signature_covers_prefix: bool = True
    """Whether the signed path is the whole path of the request, or a prefix of the endpoint may be left out."""

    @classmethod
    def lenient(cls) -> Strictness:
        """Everything that a client could hope for."""
        return cls(
            addresses_die_after_success=False,
            update_while_waiting=True,
            update_keeps_parts=True,
            exact_content_type=False,
            refuses_unknown_fields=False,
            refuses_extra_headers=False,
            signature_covers_prefix=False,
        )

    @classmethod
    def strictest(cls) -> Strictness:
        """Everything that a client must be ready for. The size limit of documents stays open: no figure is known."""
        return cls(
            list_lag_asks=2,
            list_survives_confirm=False,
            etag_is_md5=False,
            downloads_before_submission=False,
            downloads_allow_range=False,
            filters_match_exactly=True,
            filter_lag_asks=1,
            confirm_twice_is_harmless=False,
            letter_needs_confirm=True,
            update_keeps_materials=False,
        )
