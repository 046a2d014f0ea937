"""The training API: create, show, list, update, delete, command. Opens no socket."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from avatar_intake.practice import answers, jobs, showing
from avatar_intake.practice.access import Gate
from avatar_intake.practice.answers import Head, Reply, json_reply, refusal
from avatar_intake.practice.commands import Commands
from avatar_intake.practice.jobs import Job, LogLine
from avatar_intake.practice.review import Reviewer
from avatar_intake.practice.setup import Setup
from avatar_intake.practice.shapes import (
    Fields,
    Shape,
    command_shape,
    condition_problem,
    create_shape,
    query_problem,
    update_shape,
)
from avatar_intake.practice.throttle import Throttle

_PATH = re.compile(
    r"/v1/(?P<project>[^/]+)/digital-human-training-manage/user/jobs(?:/(?P<job>[^/]+)(?P<command>/command)?)?"
)
# Whether the path names a job, whether it ends with /command, the method: the operation.
_OPERATIONS = {
    (False, False, "POST"): "create",
    (False, False, "GET"): "list",
    (True, False, "GET"): "show",
    (True, False, "PUT"): "update",
    (True, False, "DELETE"): "delete",
    (True, True, "POST"): "command",
}
_THROTTLED = frozenset({"update", "delete", "command"})  # the operations whose rate is documented


@dataclass(frozen=True, slots=True)
class Call:
    """Which operation a request is, and on what."""

    step: str
    project_id: str
    job_id: str = ""


def read_call(head: Head, prefix: str) -> Call | Reply:
    """The operation that method and path name, or the gateway's answer to a path that it does not know."""
    inside = head.path.startswith(f"{prefix}/")
    found = _PATH.fullmatch(head.path.removeprefix(prefix)) if inside else None
    if found is None:
        return refusal(404, answers.UNKNOWN_API, "The API does not exist")
    step = _OPERATIONS.get((bool(found["job"]), bool(found["command"]), head.method))
    if step is None:
        return refusal(405, answers.WRONG_METHOD, "The method is not allowed")
    return Call(step, found["project"], found["job"] or "")


class TrainingApi:
    """The six operations behind one gate. Any thread may call it; jobs change under the world's lock only."""

    def __init__(self, setup: Setup, gate: Gate, throttle: Throttle) -> None:
        self._setup = setup
        self._world = setup.world
        self._strictness = setup.strictness
        self._gate = gate
        self._throttle = throttle
        self._reviewer = Reviewer(setup)
        self._commands = Commands(setup)
        unknown = setup.strictness.refuses_unknown_fields
        self._shapes = {
            "create": create_shape(refuses_unknown=unknown),
            "update": update_shape(refuses_unknown=unknown),
            "command": command_shape(refuses_unknown=unknown),
        }
        self._on_job: dict[str, Callable[[Job, Fields], Reply]] = {
            "show": lambda job, _: self._show(job),
            "update": self._update,
            "delete": lambda job, _: self._delete(job),
            "command": self._commands.carry_out,
        }

    def answer(self, head: Head, body: bytes) -> Reply:
        """Check a request from the outside in, carry it out, answer."""
        call = read_call(head, self._setup.prefix)
        if isinstance(call, Reply):
            return call
        refused = self._gate.refusal(head, body, call.project_id, self._now())
        if refused:
            return refused
        if call.step in _THROTTLED and not self._throttle.accepts(call.step):
            return refusal(429, answers.THROTTLED, "The throttling threshold has been reached")
        fields = self._fields(call.step, body)
        return fields if isinstance(fields, Reply) else self._carry_out(call, head, fields)

    def _fields(self, step: str, body: bytes) -> Fields | Reply:
        if step not in self._shapes:
            return {}
        return read_body(body, self._shapes[step])

    def _carry_out(self, call: Call, head: Head, fields: Fields) -> Reply:
        with self._world.lock:
            if call.step == "create":
                return self._create(head, fields)
            if call.step == "list":
                return self._list(head)
            job = self._world.job(call.job_id)
            if job is None:
                return refusal(404, answers.NO_SUCH_JOB, "The job does not exist")
            return self._on_job[call.step](self._reviewer.look(job), fields)

    def _create(self, head: Head, fields: Fields) -> Reply:
        problem = condition_problem(fields)
        if problem:
            return _bad_parameter(problem)
        if self._is_name_taken(str(fields["name"]), ""):
            return refusal(400, answers.NAME_EXISTS, "The asset name already exists")
        now_s = self._now()
        job = Job(
            job_id=secrets.token_hex(16),
            project_id=self._setup.credentials.project_id,
            sequence=self._world.next_sequence(),
            fields=jobs.with_defaults(fields),
            state=jobs.WAIT_FILE_UPLOAD,
            created_s=now_s,
            updated_s=now_s,
            state_since_s=now_s,
            app_user_id=head.header("x-app-userid"),
        )
        return self._with_addresses(job.logged(LogLine(now_s, "USER_CREATE_JOD", "", "USER")))

    def _update(self, job: Job, fields: Fields) -> Reply:
        waits = self._strictness.update_while_waiting and job.state == jobs.WAIT_FILE_UPLOAD
        if job.state not in jobs.REJECTED and not waits:
            return refusal(400, answers.NOT_ALLOWED_NOW, f"The job cannot be updated in state {job.state}")
        asked = {**job.fields, **fields}
        problem = condition_problem(asked)
        if problem:
            return _bad_parameter(problem)
        if self._is_name_taken(str(asked["name"]), job.job_id):
            return refusal(400, answers.NAME_EXISTS, "The asset name already exists")
        now_s = self._now()
        state = jobs.WAIT_FILE_UPLOAD if self._strictness.update_reopens else job.state
        for role in jobs.VIDEOS:
            if not self._strictness.update_keeps_parts:
                self._world.forget_parts(job, role)
        for role in jobs.THINGS:
            if not self._strictness.update_keeps_materials:
                job = self._world.forget_object(job, role)
        return self._with_addresses(
            replace(job.in_state(state, now_s), fields=jobs.with_defaults(asked), updated_s=now_s)
        )

    def _with_addresses(self, job: Job) -> Reply:
        end_s = int(self._now() + self._setup.book.life_s)
        issued = showing.issue(job, end_s, lambda: secrets.token_hex(16), keeps=self._strictness)
        self._world.save(issued)
        return json_reply(200, showing.upload_addresses(issued, self._setup.book))

    def _show(self, job: Job) -> Reply:
        return json_reply(200, showing.detail(job, self._setup.book, self._now(), self._strictness))

    def _list(self, head: Head) -> Reply:
        query = dict(parse_qsl(head.query, keep_blank_values=True))
        problem = query_problem(query, refuses_unknown=self._strictness.refuses_unknown_fields)
        if problem:
            return _bad_parameter(problem)
        visible = self._world.visible_jobs(self._strictness.filter_lag_asks)
        looked_at = map(self._reviewer.look, visible)
        exactly = self._strictness.filters_match_exactly
        found = [job for job in looked_at if showing.matches(job, query, exactly=exactly)]
        shown = showing.page(showing.in_order(found, query), query)
        now_s = self._now()
        return json_reply(
            200, {"count": len(found), "jobs": [showing.summary(job, self._setup.book, now_s) for job in shown]}
        )

    def _delete(self, job: Job) -> Reply:
        if job.state not in jobs.DELETABLE:
            return refusal(400, answers.NOT_ALLOWED_NOW, f"The job cannot be deleted in state {job.state}")
        self._world.remove(job.job_id)
        return Reply(200)

    def _is_name_taken(self, name: str, by_other_than: str) -> bool:
        return any(job.name == name and job.job_id != by_other_than for job in self._world.all_jobs())

    def _now(self) -> float:
        return self._setup.clock.now_s()


def read_body(body: bytes, shape: Shape) -> Fields | Reply:
    """The body's fields, or the refusal that names the first wrong one."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return refusal(400, answers.NOT_JSON, "The request body is not JSON")
    if not isinstance(value, dict):
        return refusal(400, answers.BAD_BODY, "Invalid request body")
    problem = shape.problem(value)
    return _bad_parameter(problem) if problem else value


def command_of(body: bytes) -> str:
    """The command that a body names, for the choice of a fault; empty when there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(value.get("command", "")) if isinstance(value, dict) else ""


def _bad_parameter(problem: str) -> Reply:
    return refusal(400, answers.BAD_PARAMETER, f"Invalid parameter: {problem}")
