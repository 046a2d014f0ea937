"""Huawei's own esdk-obs-python: `uploadFile`, without checkpoints and checksums."""

from __future__ import annotations

from job import measured, read_job
from obs import ObsClient


def main() -> None:
    """Do the job."""
    job = read_job()
    client = ObsClient(
        access_key_id="BENCH",
        secret_access_key="bench",
        server=job.base,
        path_style=True,
        is_signature_negotiation=False,
        ssl_verify=job.root if job.scheme == "https" else False,
    )
    with measured():
        answer = client.uploadFile("bench", "film", job.file, job.part_bytes, job.threads, enableCheckpoint=False)
    assert answer.status < 300, answer


if __name__ == "__main__":
    main()
