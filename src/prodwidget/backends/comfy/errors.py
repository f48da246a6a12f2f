"""What ComfyUI refuses and fails at, as errors that tell a user what to do."""

from __future__ import annotations

from prodwidget.backends.comfy.ticket import Declined, Failed
from prodwidget.backends.comfy.workflow import PROVIDER
from prodwidget.errors import ProviderCode, ProviderError

_MEMORY = ("out of memory", "outofmemory", "allocation on device")


def told(declined: Declined) -> ProviderError:
    """What the user is told of a refusal."""
    code, message, hint = _reading(declined)
    return ProviderError(
        message, code=code, provider=PROVIDER, hint=hint, retry_after=declined.retry_after
    )


def failed(failure: Failed, job: str) -> ProviderError:
    """What the user is told of a job that ended without a model."""
    if failure.stopped:
        return ProviderError(
            "The job was stopped in ComfyUI.",
            code="provider",
            provider=PROVIDER,
            hint="pipeline.recover() sends it again.",
            request_id=job,
        )
    where = f" in the node {failure.node}" if failure.node else ""
    hint = "Run the workflow in ComfyUI itself to see more, then pipeline.recover() sends it again."
    if any(word in failure.reason.lower() for word in _MEMORY):
        hint = "Set a lower resolution or fewer faces in the workflow, or free the GPU's memory."
    return ProviderError(
        f"ComfyUI failed{where}: {failure.reason.rstrip('.')}.",
        code="provider",
        provider=PROVIDER,
        hint=hint,
        request_id=job,
    )


def gone(job: str) -> ProviderError:
    """What the user is told of a job that the server knows nothing of."""
    return ProviderError(
        "ComfyUI does not know the job any more: it was started anew, or its history was cleared.",
        code="provider",
        provider=PROVIDER,
        hint="pipeline.recover() sends it again.",
        request_id=job,
    )


def without_model(saved: list[str], job: str, api: str) -> ProviderError:
    """What the user is told of a job that ended well, and left no GLB."""
    if saved:
        message = f"The workflow saved {', '.join(saved[:4])}, and no GLB."
        hint = "Let it end with a SaveGLB node, or set its Save 3D node to glb."
    elif api == "v2":
        message = "The workflow ended, and Comfy API v2 tells of no model that it saved."
        hint = (
            "comfy-api-proxy hands on no 3D files up to 0.1.6: set PRODWIDGET_COMFY_URL to "
            "ComfyUI's own address, such as http://127.0.0.1:8188."
        )
    else:
        message = "The workflow ended, and saved nothing."
        hint = "See in ComfyUI whether its SaveGLB node is connected, and not bypassed."
    return ProviderError(
        message,
        code="bad_response",
        provider=PROVIDER,
        hint=hint,
        request_id=job,
        retryable=False,
    )


def _reading(declined: Declined) -> tuple[ProviderCode, str, str]:
    because = f": {declined.message.rstrip('.')}." if declined.message else "."
    status, code = declined.status, declined.code
    if declined.by_another:
        return (
            "network",
            f"Something between here and ComfyUI answered in its place (HTTP {status}).",
            "Set NO_PROXY to ComfyUI's host, or ask whoever runs this network.",
        )
    if status in (401, 403):
        return (
            "auth",
            f"ComfyUI's server does not accept the key{because}",
            "Set PRODWIDGET_COMFY_KEY to the token that it was started with, or to an API key of "
            "Comfy Cloud.",
        )
    if status == 402:
        return (
            "no_credit",
            f"The Comfy account has no credits left{because}",
            "Top it up at https://platform.comfy.org, or use a ComfyUI of your own.",
        )
    if status == 429:
        return (
            "rate_limited",
            f"ComfyUI's queue is full{because}",
            "Wait until others are done, then try again.",
        )
    if status == 413:
        return "bad_option", f"The picture is too large for ComfyUI{because}", "Take a smaller one."
    if code == "missing_asset":
        return (
            "provider",
            f"ComfyUI's server lost the picture that it was given{because}",
            "Try again.",
        )
    return (
        "bad_option",
        f"ComfyUI refused the workflow{because}",
        "Run the workflow in ComfyUI itself: nodes or files that it names may be missing there.",
    )
