"""The service's states, and what a person sees and may do. The mapping is the vendor's own (protocol, "states")."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from avatar_intake.domain.service import JobDetail, OperationLog


class Shown(StrEnum):
    """What a person sees of about fifty states."""

    TO_SUBMIT = "to_submit"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    TRAINING = "training"
    YOUR_TURN = "your_turn"  # NA accounts only
    TURNED_DOWN = "turned_down"  # NA accounts only
    DONE = "done"
    SUSPENDED = "suspended"  # NA accounts only
    IN_PROGRESS = "in_progress"  # a state this program has never heard of


_SHOWN: dict[str, Shown] = {
    "WAIT_FILE_UPLOAD": Shown.TO_SUBMIT,
    "AUTO_VERIFYING": Shown.IN_REVIEW,
    "MANUAL_VERIFYING": Shown.IN_REVIEW,
    "AUTO_VERIFY_FAILED": Shown.REJECTED,
    "MANUAL_VERIFY_FAILED": Shown.REJECTED,
    "WAIT_USER_CONFIRM": Shown.YOUR_TURN,
    "JOB_REJECT": Shown.TURNED_DOWN,
    "JOB_SUCCESS": Shown.DONE,
    "JOB_FINISH": Shown.DONE,
    "JOB_PENDING": Shown.SUSPENDED,
}

# Inner states, failures among them, are the vendor's administrators' business: a person sees "training".
_TRAINING = frozenset(
    """
    MANUAL_VERIFY_SUCCESS WAIT_TRAINING_DATA_PREPROCESS TRAINING_DATA_PREPROCESSING TRAINING_DATA_PREPROCESS_FAILED
    TRAINING_DATA_PREPROCESS_SUCCESS TRAINING TRAIN_FAILED TRAIN_SUCCESS INFERENCE_DATA_PREPROCESSING
    INFERENCE_DATA_PREPROCESS_FAILED WAIT_MAIN_FILE_UPLOAD WAIT_ADMIN_CONFIRM WAIT_COMPILE COMPILING COMPILE_FAILED
    WAIT_GENERATE_ACTION WAIT_ARRANGE GENERATE_ACTION_PREPROCESS_FAILED WAIT_ADMIN_CALIBRATION WAIT_ASSET_SYNC
    WAIT_GENERATE_ACTION_MARK WAIT_TEST_VIDEO_CHECK TEST_VIDEO_CHECK_PROCESSING TEST_VIDEO_CHECK_SUCCESS
    TEST_VIDEO_CHECK_FAILED VIDEO_ANALYZE_PROCESSING VIDEO_ANALYZE_SUCCESS VIDEO_ANALYZE_FAILED
    ACTION_MARKING ACTION_MARK_SUCCESS ACTION_MARK_FAILED ACTION_MARK_UPLOADED MANUL_STOP_ACTION_MARK
    """.split()  # noqa: SIM905 - fifty quotes more would only hide the names
)
# Three families of the list above, written out: a board's filter has to name every state.
_TRAINING_FAMILIES = frozenset(
    """
    MANUAL_STOP_INFERENCE_DATA_PREPROCESS MANUAL_STOP_TRAIN MANUAL_STOP_TRAINING_DATA_PREPROCESS
    ACTION_GENERATE_DATA_PROCESSING ACTION_GENERATE_DATA_FAILED ACTION_GENERATE_ORI_PROCESSING
    ACTION_GENERATE_ORI_FAILED ACTION_GENERATE_ORI_SUCCESS MANUAL_STOP_ACTION_GENERATE_DATA_PROCESSING
    MANUAL_STOP_ACTION_GENERATE_ORI_PROCESSING
    """.split()  # noqa: SIM905
)
_TRAINING_PREFIXES = ("MANUAL_STOP_", "ACTION_GENERATE_", "ACTION_MARK")

# Every state that the pages of Show and List name (2026-01-29), as a person sees it.
DOCUMENTED_STATES: dict[str, Shown] = _SHOWN | dict.fromkeys(sorted(_TRAINING | _TRAINING_FAMILIES), Shown.TRAINING)

# API page of Delete. After success the finished model goes too.
DELETABLE_STATES = frozenset({
    "WAIT_FILE_UPLOAD", "AUTO_VERIFY_FAILED", "MANUAL_VERIFYING", "MANUAL_VERIFY_FAILED",
    "TRAINING_DATA_PREPROCESS_FAILED", "TRAIN_FAILED", "INFERENCE_DATA_PREPROCESS_FAILED", "JOB_SUCCESS",
    "WAIT_USER_CONFIRM", "JOB_REJECT", "JOB_FINISH",
})  # fmt: skip

WAIT_FILE_UPLOAD = "WAIT_FILE_UPLOAD"
REJECTED_STATES = frozenset({"AUTO_VERIFY_FAILED", "MANUAL_VERIFY_FAILED"})
_REJECTION_LOGS = ("SYSTEM_VERIFY_FAILED", "ADMIN_VERIFY_FAILED", "VIDEO_ANALYZE_FAILED")


def shown(state: str) -> Shown:
    """What a person sees of the service's ``state``; an unknown one is work in progress, never a failure."""
    if state in _SHOWN:
        return _SHOWN[state]
    if state in _TRAINING or state.startswith(_TRAINING_PREFIXES):
        return Shown.TRAINING
    return Shown.IN_PROGRESS


def states_shown_as(wanted: Collection[Shown]) -> tuple[str, ...]:
    """Every documented state that is shown as one of ``wanted``."""
    return tuple(state for state, seen in DOCUMENTED_STATES.items() if seen in wanted)


def rejection(job: JobDetail) -> OperationLog | None:
    """The newest log line that says why a review failed, or ``None``."""
    logs = [log for log in job.operation_logs if log.log_type in _REJECTION_LOGS]
    return max(logs, key=lambda log: log.operate_time, default=None)
