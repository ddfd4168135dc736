"""The command line: serve, token create|list|revoke, openapi."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retort_trainer.engine.base import Engine
from retort_trainer.engine.inline import InlineEngine
from retort_trainer.settings import (
    LOOPBACK_HOSTS,
    Patience,
    Settings,
    SettingsError,
    check_bind,
    check_origin,
    default_threads,
    make_data_folders,
)
from retort_trainer.store.database import NewerSchemaError, unix_now
from retort_trainer.store.store import Store

EXIT_REFUSED = 2


def main(
    arguments: Sequence[str], engine: Engine | None = None, patience: Patience | None = None
) -> int:
    """Runs a command and returns the exit code. `serve` runs jobs with `engine` and `patience`."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options, engine or InlineEngine(), patience or Patience())
    except (SettingsError, NewerSchemaError) as error:
        print(error, file=sys.stderr)
        return EXIT_REFUSED


def _run(options: argparse.Namespace, engine: Engine, patience: Patience) -> int:
    if options.command == "serve":
        from retort_trainer.server.serve import serve

        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
        return serve(replace(settings_from(options), patience=patience), engine)
    if options.command == "openapi":
        from retort_trainer.server.app import make_api

        print(json.dumps(make_api().openapi(), indent="\t"))
        return 0
    return _run_token(options)


def settings_from(options: argparse.Namespace) -> Settings:
    """Returns the settings that the options of `serve` say. Raises SettingsError."""
    check_bind(options.host, is_remote_allowed=options.allow_remote)
    return Settings(
        data=options.data.resolve(),
        host=options.host,
        port=options.port,
        origins=frozenset(check_origin(origin) for origin in options.origin),
        hosts=frozenset({*LOOPBACK_HOSTS, *options.host_name}),
        public_url=options.public_url,
        bases_file=options.bases.resolve() if options.bases else None,
        link_file=options.link_file.resolve() if options.link_file else None,
        threads=options.threads,
    )


def _run_token(options: argparse.Namespace) -> int:
    settings = Settings(data=options.data.resolve())
    make_data_folders(settings)
    tokens = Store(settings.database).tokens
    if options.action == "create":
        _, secret = tokens.create(options.name, unix_now())
        print(secret)
    elif options.action == "revoke":
        if tokens.find(options.id) is None:
            raise SettingsError(f"No such token: '{options.id}'")
        tokens.revoke(options.id, unix_now())
    else:
        for row in tokens.all():
            print(row.id, "revoked" if row.revoked_at else "valid", row.name, sep="\t")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="retort_trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_serve(commands.add_parser("serve", help="run the service"))
    commands.add_parser("openapi", help="print the OpenAPI document")
    token = commands.add_parser("token", help="tokens of linked pages")
    actions = token.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="make a token and print it, once")
    create.add_argument("--name", default="command line")
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("id")
    for action in (create, revoke, actions.add_parser("list", help="list tokens, without secrets")):
        action.add_argument("--data", type=Path, required=True)
    return parser


def _add_serve(serve: argparse.ArgumentParser) -> None:
    add = serve.add_argument
    add("--data", type=Path, required=True, help="where everything is kept")
    add("--port", type=int, default=4748)
    add("--host", default="127.0.0.1", help="address to bind; loopback unless --allow-remote")
    add("--allow-remote", action="store_true", help="let other machines reach the service")
    add("--origin", action="append", default=[], help="a page that may speak to it; repeatable")
    add("--host-name", action="append", default=[], help="a further Host it answers to")
    add("--public-url", help="its address as pages see it, if a proxy stands in front")
    add("--bases", type=Path, help="file that lists the bases")
    add("--link-file", type=Path, help="where the local start script finds a token")
    add("--threads", type=int, default=default_threads(), help="threads of a job")
