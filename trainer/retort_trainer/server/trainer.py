"""/v1/trainer: what this service can do, and the tokens of the pages linked to it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from retort_trainer import __version__
from retort_trainer.bases import Base
from retort_trainer.engine.device import find_gpus, may_use_cards
from retort_trainer.protocol.errors import not_found
from retort_trainer.protocol.hyperparameters import describe_hyperparameters
from retort_trainer.protocol.jobs import EXPORTS
from retort_trainer.protocol.trainer import (
    FEATURES,
    BaseModelInfo,
    EngineInfo,
    Gpu,
    Health,
    Limits,
    Token,
    TokenList,
    TrainerInfo,
)
from retort_trainer.security.token_check import TOKEN_ID_KEY
from retort_trainer.server.service import Id, Service, ServiceDep
from retort_trainer.store.database import unix_now
from retort_trainer.store.tokens import TokenRow

router = APIRouter(tags=["trainer"])


def _token_id(request: Request) -> str:
    return request.scope[TOKEN_ID_KEY]


CurrentToken = Annotated[str, Depends(_token_id)]


@router.get("/healthz", operation_id="health")
async def health() -> Health:
    """Answers without a token."""
    return Health()


@router.get("/v1/trainer", operation_id="describeTrainer")
async def describe_trainer(service: ServiceDep) -> TrainerInfo:
    """Returns the capability document."""
    bases = service.bases()
    runs = service.store.jobs.runs_by_base()
    limits = service.settings.limits
    return TrainerInfo(
        version=__version__,
        engine=_engine(service),
        limits=Limits(
            max_file_bytes=limits.max_file_bytes,
            max_examples=limits.max_examples,
            max_context=max((base.context for base in bases), default=0),
            quota_bytes=limits.quota_bytes,
            used_bytes=service.used_bytes(),
            free_bytes=service.free_bytes(),
        ),
        methods=["supervised"],
        hyperparameters=describe_hyperparameters(),
        base_models=[_base(base, runs.get(base.id, 0)) for base in bases],
        exports=list(EXPORTS),
        features=list(FEATURES),
    )


@router.get("/v1/trainer/tokens", operation_id="listTokens")
async def list_tokens(service: ServiceDep, current: CurrentToken) -> TokenList:
    """Lists all tokens, revoked ones too, without their secrets."""
    return TokenList(data=[_token(row, current) for row in service.store.tokens.all()])


@router.delete("/v1/trainer/tokens/{token_id}", operation_id="revokeToken")
async def revoke_token(token_id: Id, service: ServiceDep, current: CurrentToken) -> Token:
    """Revokes a token; `self` is the one that this request carries."""
    chosen = current if token_id == "self" else token_id
    service.store.tokens.revoke(chosen, unix_now())
    row = service.store.tokens.find(chosen)
    if row is None:
        raise not_found("token", token_id)
    return _token(row, current)


def _engine(service: Service) -> EngineInfo:
    """A job's own finding is better than what the driver lists: torch may not get on with it."""
    cards = find_gpus()
    found = service.store.devices.last() if may_use_cards() else None
    device = found or ("cuda" if cards else "cpu")
    return EngineInfo(
        kind=service.queue.engine_kind,
        workers=1,
        device=device,
        gpus=[Gpu(name=card.name, memory=card.memory_bytes) for card in cards]
        if device == "cuda"
        else [],
    )


def _base(base: Base, runs: int) -> BaseModelInfo:
    return BaseModelInfo(
        id=base.id,
        name=base.name,
        source="hub" if base.folder is None else "folder",
        revision=base.revision,
        ready=base.ready,
        problem=base.problem,
        runs=runs,
        params=base.params,
        context=base.context,
        license=base.license,
        vocab_size=base.vocab_size,
        exports=list(EXPORTS),
    )


def _token(row: TokenRow, current: str) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        current=row.id == current,
    )
