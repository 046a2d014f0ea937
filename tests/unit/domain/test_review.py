"""Fifty states of the service are nine for a person, and no unknown one is a failure."""

from __future__ import annotations

import pytest

from avatar_intake.domain.review import DELETABLE_STATES, REJECTED_STATES, Shown, rejection, shown
from avatar_intake.domain.service import JobDetail, JobSummary, OperationLog

# The vendor's own table: API page of Show, "states".
IN_TRAINING = """
    MANUAL_VERIFY_SUCCESS WAIT_TRAINING_DATA_PREPROCESS TRAINING_DATA_PREPROCESSING TRAINING_DATA_PREPROCESS_FAILED
    TRAINING_DATA_PREPROCESS_SUCCESS TRAINING TRAIN_FAILED TRAIN_SUCCESS INFERENCE_DATA_PREPROCESSING
    INFERENCE_DATA_PREPROCESS_FAILED WAIT_MAIN_FILE_UPLOAD MANUAL_STOP_TRAINING_DATA_PREPROCESS MANUAL_STOP_TRAIN
    WAIT_ADMIN_CONFIRM WAIT_COMPILE COMPILING COMPILE_FAILED WAIT_GENERATE_ACTION WAIT_ARRANGE
    ACTION_GENERATE_PROCESSING ACTION_GENERATE_FAILED GENERATE_ACTION_PREPROCESS_FAILED WAIT_ADMIN_CALIBRATION
    WAIT_ASSET_SYNC WAIT_GENERATE_ACTION_MARK ACTION_MARKED WAIT_TEST_VIDEO_CHECK TEST_VIDEO_CHECK_PROCESSING
    TEST_VIDEO_CHECK_SUCCESS TEST_VIDEO_CHECK_FAILED VIDEO_ANALYZE_PROCESSING VIDEO_ANALYZE_SUCCESS
    VIDEO_ANALYZE_FAILED ACTION_MARKING ACTION_MARK_SUCCESS ACTION_MARK_FAILED ACTION_MARK_UPLOADED
    MANUL_STOP_ACTION_MARK
"""


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        ("WAIT_FILE_UPLOAD", Shown.TO_SUBMIT),
        ("AUTO_VERIFYING", Shown.IN_REVIEW),
        ("MANUAL_VERIFYING", Shown.IN_REVIEW),
        ("AUTO_VERIFY_FAILED", Shown.REJECTED),
        ("MANUAL_VERIFY_FAILED", Shown.REJECTED),
        ("WAIT_USER_CONFIRM", Shown.YOUR_TURN),
        ("JOB_REJECT", Shown.TURNED_DOWN),
        ("JOB_SUCCESS", Shown.DONE),
        ("JOB_FINISH", Shown.DONE),
        ("JOB_PENDING", Shown.SUSPENDED),
        *[(state, Shown.TRAINING) for state in IN_TRAINING.split()],
    ],
)
def test_each_documented_state_has_its_meaning(state: str, meaning: Shown) -> None:
    assert shown(state) is meaning


@pytest.mark.parametrize("state", ["", "NEW_STATE_OF_TOMORROW", "EVERYTHING_FAILED", "wait_file_upload", "TRAINING_"])
def test_an_unknown_state_is_work_in_progress(state: str) -> None:
    assert shown(state) is Shown.IN_PROGRESS


def test_what_is_rejected_can_be_deleted_and_what_is_in_training_cannot() -> None:
    assert REJECTED_STATES <= DELETABLE_STATES
    assert not {"AUTO_VERIFYING", "TRAINING", "COMPILING", "JOB_PENDING"} & DELETABLE_STATES


def log(time: str, kind: str, words: str = "") -> OperationLog:
    return OperationLog(time, kind, words, "SYSTEM")


def detail(*logs: OperationLog) -> JobDetail:
    return JobDetail(JobSummary("job", "name", "AUTO_VERIFY_FAILED"), operation_logs=logs)


def test_the_newest_word_of_a_review_counts_whatever_the_order() -> None:
    logs = (
        log("2026-11-23T02:00:00Z", "SYSTEM_VERIFY_FAILED", "second"),
        log("2026-11-23T01:00:00Z", "ADMIN_VERIFY_FAILED", "first"),
        log("2026-11-23T03:00:00Z", "USER_UPDATE_JOB", "not a verdict"),
    )

    for order in (logs, logs[::-1]):
        found = rejection(detail(*order))
        assert found is not None
        assert found.log_description == "second"


def test_without_a_verdict_there_is_none() -> None:
    assert rejection(detail()) is None
    assert rejection(detail(log("2026-11-23T01:00:00Z", "USER_CREATE_JOD"))) is None
