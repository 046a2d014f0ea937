"""boto3's managed upload. Second argument: ``unhashed`` or ``default`` (it adds checksums of its own)."""

from __future__ import annotations

import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from job import measured, read_job


def main() -> None:
    """Do the job."""
    job = read_job()
    options: dict[str, object] = {}
    s3 = {"addressing_style": "path"}
    if sys.argv[2] == "unhashed":
        options = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
        s3 |= {"payload_signing_enabled": False}
    client = boto3.client(
        "s3",
        endpoint_url=job.base,
        verify=job.root,
        region_name="bench-1",
        aws_access_key_id="BENCH",
        aws_secret_access_key="bench",
        config=Config(s3=s3, max_pool_connections=max(10, job.threads), retries={"total_max_attempts": 1}, **options),
    )
    transfer = TransferConfig(
        multipart_threshold=job.part_bytes, multipart_chunksize=job.part_bytes, max_concurrency=job.threads
    )
    with measured():
        client.upload_file(job.file, "bench", "film", Config=transfer)


if __name__ == "__main__":
    main()
