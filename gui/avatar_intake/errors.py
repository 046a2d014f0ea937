"""The whole error tree, ordered by who can act. Errors hold facts; sentences are chosen in `catalogue.py`.

    IntakeError
    ├── UserFixable                 the person at the screen can put it right
    │   ├── BadIntakeFile             an INTAKE.toml that cannot be used
    │   ├── BadServiceAddress         an endpoint or region that cannot be used
    │   ├── MaterialsRejected         at least one check found an error
    │   ├── MaterialMissing           a file is not where it was
    │   ├── MaterialChanged           a file differs from the one that was checked
    │   ├── MaterialUnreadable        the system does not let us read it
    │   ├── BadRepairOrder            a repair that does not go with the file
    │   ├── RepairFailed              a file that resists its repair
    │   ├── TargetTaken               a new file's name is taken; nothing is ever replaced
    │   ├── FolderClosed              a folder into which no new file can be written
    │   ├── CredentialsMissing        no key, no token
    │   │   └── CredentialsForgotten    the account is set, its secret is not here any more
    │   ├── AccountUnknown            an account was named that is not kept here
    │   ├── AccountNameTaken          another account has this name
    │   ├── ProjectNotFound           the account has no project in the region
    │   ├── CredentialsRejected       wrong key or password, expired token, no permission, wrong project
    │   ├── ClockWrong                this computer's clock is too far off
    │   ├── TransportRefused          a certificate or a proxy stands in the way
    │   ├── BadProxyAddress           a proxy's address that cannot be used
    │   ├── BadCompanyRoot            a file that is no root certificate
    │   ├── AddressesExpired          the one-time addresses are past their end
    │   ├── AddressesLost             the one-time addresses of a running job cannot be read or used any more
    │   ├── JobElsewhere              the job of an intake is, or may be, in another project
    │   ├── AlreadyRunning            another process works on this intake
    │   ├── OnlyFollowed              a job that was made elsewhere: it is looked at here, and not continued
    │   ├── JobTakenElsewhere         another computer has a job for the same intake file
    │   ├── DecisionIncomplete        a decision that says too little or too much
    │   ├── AttachmentsNotSent        a decision is in, not all of its attachments are
    │   ├── TargetUnusable            a file cannot be saved where it was asked for
    │   ├── KeyringUnavailable        no safe place for a secret
    │   ├── SecretNotRemoved          signed out, and the secret is still in the system's keyring
    │   └── LocalStorageFailed        our own folder is full, read-only or damaged
    │       └── NoRoom                  a disk has too little room for a new file
    ├── Transient                   waiting and trying again may put it right
    │   ├── NetworkUnreachable        nothing was sent
    │   ├── SignInPage                the network wants a login before it lets anything through
    │   ├── LineStalled               connections are open and nothing moves
    │   ├── StillWriting              a file that another program has not finished
    │   ├── OutcomeUnknown            something was sent, no complete answer came
    │   └── ServiceBusy               408, 429, 5xx, APIGW.0308
    ├── Defect                      a mistake of this program; where, and nothing of what it worked on
    └── Refused                     nobody here can put it right; stop and say so
        ├── ServiceRefused            the service said no, with a code
        ├── CommandFailed             HTTP 200 whose body says EXCUTE_FAILED
        ├── UploadRefused             the store said no to a PUT
        ├── UnexpectedAnswer          an answer that no documented service would give
        ├── DecisionOutdated          the job has moved on: this cannot be decided any more
        ├── NothingToDownload         the service holds no such material
        ├── StoredBytesDiffer         what is stored is not what was sent
        └── ReviewRejected            the review said no

`Cancelled` stands beside the tree: being asked to stop is not an error.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import ClassVar


class Cancelled(Exception):
    """The person asked to stop, and the work has stopped."""


@dataclass(eq=False)
class IntakeError(Exception):
    """Base of all errors of this program; `message_id` names its entry in the catalogue."""

    message_id: ClassVar[str] = "X01"

    @property
    def may_pass(self) -> bool:
        """Whether waiting may put it right, with nothing done by this program."""
        return False

    def facts(self) -> dict[str, str]:
        """The values for the placeholders of the catalogue's sentence, as text."""
        return {item.name: str(getattr(self, item.name)) for item in fields(self)}

    def __reduce__(self) -> tuple[type[IntakeError], tuple[object, ...]]:
        """By its facts, so that it can come from another process: `Exception` knows those without a name only."""
        return type(self), tuple(getattr(self, item.name) for item in fields(self))

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value}" for name, value in self.facts().items() if value)
        return f"{type(self).__name__}({inside})"


class UserFixable(IntakeError):
    """The person at the screen can put it right."""


class Transient(IntakeError):
    """Waiting and trying again may put it right."""

    @property
    def may_pass(self) -> bool:
        """Always."""
        return True


class Refused(IntakeError):
    """Nobody here can put it right."""


@dataclass(eq=False)
class Defect(IntakeError):
    """A mistake of this program. ``where`` names the kind and the lines, never a value: those may be personal."""

    where: str


def trace_of(defect: BaseException) -> str:
    """The kind of an exception and where it came from, without its text, which may hold a name or an address."""
    import traceback

    frames = traceback.extract_tb(defect.__traceback__)[-8:]
    places = [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([type(defect).__name__, *reversed(places)])


# --- the person can act -------------------------------------------------------------------------


@dataclass(eq=False)
class BadIntakeFile(UserFixable):
    """An intake file that cannot be used: `key` is the place in it, `found` what stands there."""

    message_id: ClassVar[str] = "C01"
    path: str
    key: str
    found: str
    needed: str


@dataclass(eq=False)
class BadServiceAddress(UserFixable):
    """An endpoint or region that cannot be used."""

    message_id: ClassVar[str] = "C02"
    found: str
    needed: str


@dataclass(eq=False)
class MaterialsRejected(UserFixable):
    """At least one check found an error; the findings travel beside it."""

    message_id: ClassVar[str] = "C03"
    count: int


@dataclass(eq=False)
class MaterialMissing(UserFixable):
    """A file is not where it was."""

    message_id: ClassVar[str] = "U08"
    role: str
    name: str

    @property
    def may_pass(self) -> bool:
        """A drive that was pulled out may be put back."""
        return True


@dataclass(eq=False)
class MaterialChanged(UserFixable):
    """A file differs from the one whose upload began."""

    message_id: ClassVar[str] = "U07"
    role: str
    name: str


@dataclass(eq=False)
class MaterialUnreadable(UserFixable):
    """The system does not let us read a file. ``reason`` is the kind of the system's error, or one of ours."""

    NOT_A_FILE: ClassVar[str] = "not-a-file"
    ONLINE_ONLY: ClassVar[str] = "online-only"  # its content is in somebody's cloud, only its name is here

    message_id: ClassVar[str] = "U09"
    role: str
    name: str
    reason: str

    @property
    def may_pass(self) -> bool:
        """Another program may let go of it, a drive may come back, a download may end; a folder stays a folder."""
        return self.reason != self.NOT_A_FILE


@dataclass(eq=False)
class BadRepairOrder(UserFixable):
    """A repair that was asked for in a way that does not go with the file: `found` was said, `needed` would go."""

    message_id: ClassVar[str] = "P06"
    found: str
    needed: str = ""


@dataclass(eq=False)
class RepairFailed(UserFixable):
    """A file could not be repaired; ``reason`` is a word for the details, ``name`` the file's."""

    ORIGINAL_CHANGED: ClassVar[str] = "original-changed"  # somebody wrote to it meanwhile

    message_id: ClassVar[str] = "P01"
    role: str
    name: str
    reason: str


@dataclass(eq=False)
class TargetTaken(UserFixable):
    """There is a file of this name already, and none is ever replaced."""

    message_id: ClassVar[str] = "P03"
    name: str


@dataclass(eq=False)
class FolderClosed(UserFixable):
    """No new file can be written into this folder."""

    message_id: ClassVar[str] = "P04"
    name: str


@dataclass(eq=False)
class CredentialsMissing(UserFixable):
    """Neither the environment nor the keyring has credentials."""

    message_id: ClassVar[str] = "C04"


@dataclass(eq=False)
class CredentialsForgotten(CredentialsMissing):
    """An account is set, but its secret is not: it was kept for a while only, or somebody removed it."""

    message_id: ClassVar[str] = "K07"


@dataclass(eq=False)
class AccountUnknown(UserFixable):
    """An account was named that is not kept here. ``names`` are those that are; empty for none."""

    message_id: ClassVar[str] = "C14"
    name: str
    names: str = ""


@dataclass(eq=False)
class AccountNameTaken(UserFixable):
    """Another account is called so."""

    message_id: ClassVar[str] = "C15"
    name: str


@dataclass(eq=False)
class ProjectNotFound(UserFixable):
    """The account may see no project in this region; ``region`` is empty for an address of its own."""

    message_id: ClassVar[str] = "A12"
    region: str


@dataclass(eq=False)
class CredentialsRejected(UserFixable):
    """The service did not accept the credentials, or they may not do this."""

    message_id: ClassVar[str] = "A02"
    status: int
    code: str
    request_id: str = ""


@dataclass(eq=False)
class TokenExpired(CredentialsRejected):
    """The token has reached its end (24 hours)."""

    message_id: ClassVar[str] = "A01"


@dataclass(eq=False)
class PasswordRejected(CredentialsRejected):
    """The account name, the user name or the password is wrong."""

    message_id: ClassVar[str] = "A09"


@dataclass(eq=False)
class TemporaryKeyRejected(CredentialsRejected):
    """A temporary key has reached its end, or its three parts do not go together."""

    message_id: ClassVar[str] = "A10"


@dataclass(eq=False)
class AccountLocked(CredentialsRejected):
    """Too many wrong passwords: the identity service lets nobody in for 15 minutes."""

    message_id: ClassVar[str] = "A11"


@dataclass(eq=False)
class NotPermitted(CredentialsRejected):
    """The account is known but has no permission for MetaStudio."""

    message_id: ClassVar[str] = "A04"


@dataclass(eq=False)
class WrongProject(CredentialsRejected):
    """The project in the address is not the account's."""

    message_id: ClassVar[str] = "A07"


@dataclass(eq=False)
class ClockWrong(UserFixable):
    """This computer's clock differs from the service's by more than signatures allow (15 minutes)."""

    message_id: ClassVar[str] = "A03"
    skew_s: int

    def facts(self) -> dict[str, str]:
        """`minutes` without a sign, and `ahead` as ``1`` or ``0``."""
        return {"minutes": str(round(abs(self.skew_s) / 60)), "ahead": str(int(self.skew_s > 0))}


class Barrier(StrEnum):
    """What stands between this computer and a host."""

    TLS = "tls"  # no secure connection, for a reason that has no word of its own here
    UNKNOWN_ROOT = "unknown-root"  # a certificate of an issuer that this computer does not know
    DATES = "dates"  # a certificate that is over or has not begun, or this computer's clock is wrong
    OTHER_HOST = "other-host"  # a certificate for other names
    REVOKED = "revoked"
    TOO_OLD = "too-old"  # a protocol, a cipher or a key that is not safe any more
    PRIVATE = "private"  # the vendor's name leads to an address inside this network
    PROXY = "proxy"  # a proxy says no, or its setting cannot be used
    PROXY_SIGN_IN = "proxy-sign-in"  # a proxy wants a user and a password, or others
    PORTAL = "portal"  # a store keeps pointing elsewhere although the network lets everything else through


@dataclass(eq=False)
class TransportRefused(UserFixable):
    """A certificate or a proxy stands in the way; nothing was sent. `kind` is the value of a `Barrier`.

    ``clock`` is what this computer thinks the time is, where the dates of a certificate do not fit.
    """

    message_id: ClassVar[str] = "N03"
    host: str
    kind: str = Barrier.TLS
    clock: str = ""

    @classmethod
    def by(cls, barrier: Barrier, host: str, epoch_s: float) -> TransportRefused:
        """``epoch_s`` is this computer's clock."""
        at = datetime.fromtimestamp(epoch_s).astimezone()
        return cls(host, barrier.value, f"{at:%Y-%m-%d %H:%M}" if barrier is Barrier.DATES else "")


@dataclass(eq=False)
class BadProxyAddress(UserFixable):
    """What was entered for a proxy is no ``http://host:port``."""

    message_id: ClassVar[str] = "N13"
    found: str


class RootFlaw(StrEnum):
    """Why a file cannot be used as a company's root certificate."""

    UNREADABLE = "unreadable"  # not there, no file, too large, closed to us
    PRIVATE_KEY = "private-key"
    NO_CERTIFICATE = "no-certificate"
    NO_AUTHORITY = "no-authority"  # a certificate that may not vouch for others
    OVER = "over"  # its time is over or has not begun


@dataclass(eq=False)
class BadCompanyRoot(UserFixable):
    """A file that cannot be used as a company's root certificate; ``flaw`` is the value of a `RootFlaw`."""

    message_id: ClassVar[str] = "N14"
    name: str
    flaw: str


@dataclass(eq=False)
class AddressesExpired(UserFixable):
    """The one-time addresses of a job are past their end, or the next part could not be out before it."""

    message_id: ClassVar[str] = "U05"
    job_id: str


@dataclass(eq=False)
class AddressesLost(UserFixable):
    """The one-time addresses of a job cannot be read or used any more, so nothing can be added to it."""

    message_id: ClassVar[str] = "U06"
    job_id: str


@dataclass(eq=False)
class JobElsewhere(UserFixable):
    """The job of an intake is in another project than the account in use. No `job_id`: whether there is one is unknown.

    `project_id` and `host` say where it is.
    """

    message_id: ClassVar[str] = "A08"
    job_id: str
    project_id: str
    host: str


@dataclass(eq=False)
class AlreadyRunning(UserFixable):
    """Another process works on this intake."""

    message_id: ClassVar[str] = "S09"
    intake_id: str


@dataclass(eq=False)
class OnlyFollowed(UserFixable):
    """The job was made elsewhere: none of its files are here, so nothing can be sent for it from here."""

    message_id: ClassVar[str] = "R40"
    job_id: str


@dataclass(eq=False)
class JobTakenElsewhere(UserFixable):
    """Another computer, or another data folder, has a job for the same intake file. ``state`` is that job's."""

    message_id: ClassVar[str] = "R44"
    job_id: str
    state: str


@dataclass(eq=False)
class DecisionIncomplete(UserFixable):
    """A decision cannot be sent so; ``fault`` is the value of a `DecisionFault`, ``limit`` the number it is about."""

    message_id: ClassVar[str] = "R42"
    fault: str
    limit: str = ""


@dataclass(eq=False)
class AttachmentsNotSent(UserFixable):
    """The service has the decision, but not all attachments; ``names`` are those that are missing."""

    message_id: ClassVar[str] = "R43"
    job_id: str
    names: str


@dataclass(eq=False)
class TargetUnusable(UserFixable):
    """A download cannot be saved there: the file exists already, or the folder does not let it be made."""

    EXISTS: ClassVar[str] = "exists"

    message_id: ClassVar[str] = "R46"
    name: str
    reason: str


class KeyringFault(StrEnum):
    """What is the matter with the system's keyring."""

    ABSENT = "absent"  # none answers
    WEAK = "weak"  # it keeps nothing, or in the open
    LOCKED = "locked"  # nobody unlocked it
    DENIED = "denied"  # it refused, for reasons of its own
    LOST = "lost"  # what was put there does not come back, or what was removed is still there
    TIMEOUT = "timeout"  # it may be waiting for a person, or hang


@dataclass(eq=False)
class KeyringUnavailable(UserFixable):
    """There is no safe place for a secret; `back_end` names what was found."""

    message_id: ClassVar[str] = "S02"
    back_end: str
    fault: KeyringFault = KeyringFault.ABSENT


@dataclass(eq=False)
class SecretNotRemoved(UserFixable):
    """The account is signed out here, but its secret is still in the system's keyring, under `service`."""

    message_id: ClassVar[str] = "K06"
    service: str


class StorageFault(StrEnum):
    """What is the matter with our own folder. The first two may pass by themselves."""

    FULL = "full"  # no room on the disk, or this user's share of it is used up
    BUSY = "busy"  # another program holds a file, or is just at it
    NEWER = "newer"  # a newer version of this program wrote it
    FORGOTTEN = "forgotten"  # what was asked for is not there any more
    LASTING = "lasting"  # read-only, damaged, no folder


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_BUSY = frozenset({errno.EBUSY, errno.EAGAIN, errno.EDEADLK, errno.ETXTBSY})
_FULL_ON_WINDOWS = frozenset(
    {39, 112, 1295, 1816}
)  # HANDLE_DISK_FULL, DISK_FULL, DISK_QUOTA_EXCEEDED, NOT_ENOUGH_QUOTA
_BUSY_ON_WINDOWS = frozenset({32, 33})  # SHARING_VIOLATION, LOCK_VIOLATION: a virus scanner, a backup


def storage_fault_of(error: OSError) -> StorageFault:
    """What a file that could not be read or written says about our folder."""
    on_windows = getattr(error, "winerror", None)
    if error.errno in _FULL or on_windows in _FULL_ON_WINDOWS:
        return StorageFault.FULL
    if error.errno in _BUSY or on_windows in _BUSY_ON_WINDOWS:
        return StorageFault.BUSY
    return StorageFault.LASTING


@dataclass(eq=False)
class LocalStorageFailed(UserFixable):
    """Our own folder cannot be used; `reason` is the system's word for it, or one of ours."""

    message_id: ClassVar[str] = "S05"
    reason: str
    kind: StorageFault = StorageFault.LASTING

    @property
    def may_pass(self) -> bool:
        """Whether waiting and trying the same again may go well, with nobody at the screen."""
        return self.kind in (StorageFault.FULL, StorageFault.BUSY)

    @classmethod
    def of(cls, error: OSError, about: str = "") -> LocalStorageFailed:
        """What the system says, as a fact. ``about`` names the file where that is no secret."""
        text = (error.strerror or str(error)) if about else str(error)
        return cls(reason=f"{about}: {text}"[:200] if about else text[:200], kind=storage_fault_of(error))


@dataclass(eq=False)
class NoRoom(LocalStorageFailed):
    """A disk has too little room for a new file; `kind` is always FULL."""

    message_id: ClassVar[str] = "P02"
    needed_bytes: int = 0
    free_bytes: int = 0

    @classmethod
    def found(cls, needed_bytes: int, free_bytes: int) -> NoRoom:
        """So much is needed, so much is free."""
        return cls("no-room", StorageFault.FULL, needed_bytes, free_bytes)


# --- time may help ------------------------------------------------------------------------------


@dataclass(eq=False)
class NetworkUnreachable(Transient):
    """No connection could be made; nothing was sent."""

    message_id: ClassVar[str] = "U01"
    host: str


@dataclass(eq=False)
class ProxyUnreachable(NetworkUnreachable):
    """The proxy that is set does not answer; it may be back with the network. `host` is whom it should have reached."""

    message_id: ClassVar[str] = "N11"


@dataclass(eq=False)
class SignInPage(Transient):
    """A network's sign-in page answered in the place of the service or the store."""

    message_id: ClassVar[str] = "N01"
    host: str


@dataclass(eq=False)
class LineStalled(Transient):
    """Connections are open, and no byte has moved on any of them for `seconds`."""

    message_id: ClassVar[str] = "U02"
    seconds: int


@dataclass(eq=False)
class StillWriting(Transient):
    """A file was changed a moment ago: a copy to it may still be under way. It is looked at again in ``wait_s``."""

    message_id: ClassVar[str] = "V11"
    role: str
    name: str
    wait_s: float


@dataclass(eq=False)
class OutcomeUnknown(Transient):
    """Something was sent and no complete answer came; the server must be asked."""

    message_id: ClassVar[str] = "U04"
    step: str


@dataclass(eq=False)
class ServiceBusy(Transient):
    """The service asked us to come back later; `retry_after_s` is its wish, if it had one.

    ``may_have_acted`` is true where a call that changes something ended in 408, 500, 502 or 504: then the job has to
    be looked at before the call is repeated.
    """

    message_id: ClassVar[str] = "U03"
    status: int
    code: str = ""
    request_id: str = ""
    retry_after_s: float | None = None
    may_have_acted: bool = False


# --- nobody here can act ------------------------------------------------------------------------


@dataclass(eq=False)
class ServiceRefused(Refused):
    """The service said no, with a code and its own words."""

    message_id: ClassVar[str] = "C05"
    status: int
    code: str
    text: str
    request_id: str = ""


@dataclass(eq=False)
class JobNotFound(ServiceRefused):
    """The service does not know this job (any more)."""

    message_id: ClassVar[str] = "C06"


@dataclass(eq=False)
class CommandFailed(Refused):
    """HTTP 200 whose body says EXCUTE_FAILED (documented, misspelt on the wire)."""

    message_id: ClassVar[str] = "C07"
    command: str
    code: str
    text: str
    request_id: str = ""


@dataclass(eq=False)
class UploadRefused(Refused):
    """The store said no to a PUT: `code` is the store's own word (AccessDenied, SignatureDoesNotMatch, …)."""

    message_id: ClassVar[str] = "C08"
    role: str
    status: int
    code: str
    request_id: str = ""


@dataclass(eq=False)
class UnexpectedAnswer(Refused):
    """An answer that no documented service would give: a foreign host, a missing address, HTML."""

    message_id: ClassVar[str] = "C09"
    step: str
    found: str
    request_id: str = ""


@dataclass(eq=False)
class DecisionOutdated(Refused):
    """The job is in another state by now, in which this cannot be decided. ``action`` is an `Action`'s value."""

    message_id: ClassVar[str] = "R41"
    action: str
    state: str


@dataclass(eq=False)
class NothingToDownload(Refused):
    """The service has no such material of the job, or does not show it."""

    message_id: ClassVar[str] = "R45"
    role: str


@dataclass(eq=False)
class StoredBytesDiffer(Refused):
    """What is stored is not what was sent; nothing was confirmed."""

    message_id: ClassVar[str] = "U10"
    role: str
    parts: str


@dataclass(eq=False)
class ReviewRejected(Refused):
    """The review said no: the service's code and words."""

    message_id: ClassVar[str] = "R02"
    job_id: str
    code: str
    text: str
    reasons: tuple[str, ...] = field(default=())
