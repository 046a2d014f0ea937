"""What the practice studio does to a storm: scripted faults by name, whose answers show what was sent."""

from __future__ import annotations

import json

from canary_storm import ECHO, JSON_ECHO, OF_A_PERSON

from avatar_intake.practice.faults import Action, Fault

LISTING, CONFIRM, SUBMIT = (
    f"command/{name}" for name in ("GET_MULTIPART_UPLOADED", "CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING")
)
FAILED = json.dumps({"commond_result": "EXCUTE_FAILED", "excute_failed_msg": ECHO, "error_code": "MSS.1"})
SOON = {"Retry-After": "2"}


def xml(code: str, says: str = "") -> str:
    """A store that shows its working, as the real ones do."""
    return f"<Error><Code>{code}</Code><Message>{says}{ECHO}</Message><StringToSign>{ECHO}</StringToSign></Error>"


def call(step: str, action: str, status: int = 500, nth: int = 1, body: str = JSON_ECHO, **more: object) -> Fault:
    base = {"status": status, "body": body, "seconds": 0.05, "after_bytes": 10}
    return Fault(step, action, nth=nth, **{**base, **more})  # type: ignore[arg-type]


def put(action: str, number: int = 1, status: int = 503, body: str = ECHO, **more: object) -> Fault:
    base = {"role": "training_video", "after_bytes": 1000, "seconds": 0.05, "status": status, "body": body}
    return Fault("put", action, part_number=number, **{**base, **more})  # type: ignore[arg-type]


_OF_A_PUT = [action for action in Action if not action.startswith(("list-", "addresses-", "corrupt"))]

# What one intake meets: one fault that ends its run, or several that it survives.
ROUNDS: dict[str, tuple[Fault, ...]] = {
    **{
        f"create {action}": (Fault("create", action, role="training_video"),)
        for action in Action
        if action.startswith("addresses-")
    },
    **{f"create says {status}": (call("create", "answer", status),) for status in (400, 401, 403)},
    **{f"a part says {code}": (put("answer", status=code, body=xml("AccessDenied")),) for code in (307, 400, 403)},
    **{
        f"parts, {at + 1}": tuple(put(action, 1 + place) for place, action in enumerate(_OF_A_PUT[at : at + 4]))
        for at in range(0, 16, 4)
    },
    "a flipped bit": (put("corrupt"),),
    "create is lost by a server": (call("create", "answer"), call("create", "answer-after-storing", 502, 2)),
    "create is lost by the line": (
        call("create", "drop-after-storing"), call("show", "stall-answer"), call("command", "delay"),
    ),
    "answers are cut and busy": (
        call("create", "cut-answer"), call("list", "answer", 429, headers=SOON), call(SUBMIT, "answer-after-storing"),
    ),
    "sign-in pages": (call("create", "html"), call("show", "drop-before-reading"), call("*", "stall")),
    "a redirect of the service": (call("create", "redirect", 302), call("create", "clock-skew", nth=2)),
    "no such job": (call("show", "answer", 404),),
    "confirm is refused": (call(CONFIRM, "answer", 400),),
    "submit is refused": (call(SUBMIT, "answer", 409),),
    "a list with one missing": tuple(
        call(LISTING, f"list-{kind}", nth=nth) for nth, kind in enumerate(("missing", "quoted"), 1)
    ),
    "a list of others": tuple(
        call(LISTING, f"list-{kind}", nth=nth) for nth, kind in enumerate(("extra", "other-etag", "duplicate"), 1)
    ),
    "a list in capitals": (call(LISTING, "list-upper-case"), put(_OF_A_PUT[-1])),
    "a list with zeros": (call(LISTING, "list-zero-padded"),),
    "a lost answer, a late list, a used address": (
        put("drop-after-storing"), call(LISTING, "list-missing", part_number=1, times=3),
    ),
    "a document's lost answer": (Fault("put", "drop-after-storing", role="id_card_image1"),),
    "a store that is busy": tuple(
        put("answer", number, status, xml("SlowDown"), headers={"Retry-After": wish})
        for number, (status, wish) in enumerate(((429, "1"), (503, "-5"), (408, OF_A_PERSON[:3]), (504, "9" * 12)), 1)
    ),
    "a conflict": (put("answer", status=409, body=xml("OperationAborted")),),
    "a network's own page": (put("answer", status=511), put("html", 2), put("redirect", 3, 302)),
    "an address that has expired": (put("answer", status=403, body=xml("AccessDenied", "Request has expired ")),),
    **{
        f"the store says {code}": (put("answer", status=403, body=xml(code)),)
        for code in (
            "SignatureDoesNotMatch", "RequestTimeTooSkewed", "InvalidAccessKeyId",
            "InArrearOrInsufficientBalance", "InsufficientStorageSpace", "Unauthorized",
        )
    },
    "confirm is lost": (call(CONFIRM, "drop-after-storing"),),
    "confirm says failed": (call(CONFIRM, "answer", 200, body=FAILED),),
    "submit is lost": (call(SUBMIT, "drop-after-storing"),),
    "submit says failed": (call(SUBMIT, "answer", 200, body=FAILED),),
    "a pasted token has ended": (call("show", "answer", 401, body=JSON_ECHO.replace("10000001", "00010008")),),
}  # fmt: skip
SIGN_INS: dict[str, Fault] = {
    "a password is wrong": Fault("token", "answer", status=401, body=JSON_ECHO),
    "a sign-in is malformed": Fault("token", "answer", status=400, body=JSON_ECHO),
    "a sign-in meets a page": Fault("token", "html"),
    "a sign-in is lost": Fault("token", "drop-after-storing"),
    "a sign-in is sent elsewhere": Fault("token", "redirect", status=302),
    "a service without projects": Fault("open_projects", "answer", status=500, body=JSON_ECHO),
}
