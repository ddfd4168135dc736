"""Puts the routes together, and around them the layers that every request passes."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from retort_trainer import __version__, artifacts
from retort_trainer.protocol.errors import ApiError, ErrorEnvelope, envelope
from retort_trainer.security.cross_origin import CrossOrigin
from retort_trainer.security.host_check import HostCheck
from retort_trainer.security.requests import RequestTrail
from retort_trainer.security.token_check import TokenCheck
from retort_trainer.server import chat, events, files, jobs, models, trainer
from retort_trainer.server.service import Service

CODES_BY_STATUS = {404: "unknown_url", 405: "method_not_allowed"}
log = logging.getLogger(__name__)


def make_api() -> FastAPI:
    """Returns the routes without anything behind them; enough for the OpenAPI document."""
    api = FastAPI(
        title="Retort trainer",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        responses={"4XX": {"model": ErrorEnvelope}, "5XX": {"model": ErrorEnvelope}},
    )
    for module in (trainer, files, models, jobs, events, chat, artifacts):
        api.include_router(module.router)
    api.add_exception_handler(ApiError, _on_api_error)
    api.add_exception_handler(RequestValidationError, _on_invalid_request)
    api.add_exception_handler(HTTPException, _on_http_error)
    api.add_exception_handler(Exception, _on_unexpected)
    return api


def make_app(service: Service) -> ASGIApp:
    """Returns the service's application: log, origins, hosts, tokens, then the routes."""
    api = make_api()
    api.state.service = service
    settings = service.settings
    checked = TokenCheck(api, service.store.tokens)
    hosted = HostCheck(checked, settings.hosts)
    return RequestTrail(CrossOrigin(hosted, settings.origins))


async def _on_api_error(_: Request, error: Any) -> JSONResponse:
    return _reply(error.status, error.code, error.message, error.param, error.headers)


async def _on_invalid_request(_: Request, error: Any) -> JSONResponse:
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    # ('body', 'seed') → 'seed'; ('body', 17) is a place in broken JSON, and names nothing.
    param = ".".join(place[1:]) or None
    if first["type"] == "json_invalid":
        return _reply(400, "invalid_json", "The body is no valid JSON", None)
    code = "unknown_parameter" if first["type"] == "extra_forbidden" else "invalid_parameter"
    return _reply(400, code, f"{param or 'body'}: {first['msg']}", param)


async def _on_http_error(_: Request, error: Any) -> JSONResponse:
    code = CODES_BY_STATUS.get(error.status_code)
    return _reply(error.status_code, code, str(error.detail), None, error.headers)


async def _on_unexpected(_: Request, error: Exception) -> JSONResponse:
    # The server layer logs the traceback; the page must not see it.
    log.error("unexpected %s", type(error).__name__)
    return _reply(500, "server_error", "The trainer failed; its log says why", None)


def _reply(
    status: int, code: str | None, message: str, param: str | None, headers: Any = None
) -> JSONResponse:
    body = envelope(status, code, message, param).model_dump()
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))
