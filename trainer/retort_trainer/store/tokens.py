"""Tokens of linked pages: only hashes are kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from sqlite3 import Row

from retort_trainer.store.database import Database

USE_RESOLUTION_S = 60


@dataclass(frozen=True)
class TokenRow:
    """A token without its secret."""

    id: str
    name: str
    created_at: int
    last_used_at: int | None
    revoked_at: int | None


class Tokens:
    """The table of tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, now: int) -> tuple[TokenRow, str]:
        """Makes a token and returns its row and its secret (256 random bits), which is never shown
        again.
        """
        secret = f"rt-{secrets.token_urlsafe(32)}"
        row = TokenRow(f"tok-{secrets.token_hex(6)}", name, now, None, None)
        self._database.execute(
            "INSERT INTO tokens (id, sha256, name, created_at) VALUES (?, ?, ?, ?)",
            row.id,
            _digest(secret),
            name,
            now,
        )
        return row, secret

    def check(self, secret: str, now: int) -> TokenRow | None:
        """Returns the token that this secret belongs to, or None when it is unknown or revoked.

        Hashes are compared in constant time; the time of last use is kept to the minute.
        """
        digest = _digest(secret)
        found: TokenRow | None = None
        for row in self._database.all("SELECT * FROM tokens WHERE revoked_at IS NULL"):
            if hmac.compare_digest(row["sha256"], digest):
                found = _token(row)
        if found and now - (found.last_used_at or 0) >= USE_RESOLUTION_S:
            self._database.execute("UPDATE tokens SET last_used_at = ? WHERE id = ?", now, found.id)
        return found

    def all(self) -> list[TokenRow]:
        """Returns every token ever made, newest first."""
        rows = self._database.all("SELECT * FROM tokens ORDER BY rowid DESC")
        return [_token(row) for row in rows]

    def find(self, token_id: str) -> TokenRow | None:
        """Returns the token or None."""
        row = self._database.first("SELECT * FROM tokens WHERE id = ?", token_id)
        return _token(row) if row else None

    def revoke(self, token_id: str, now: int) -> None:
        """Ends a token at once; one that has ended stays as it was."""
        self._database.execute(
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, token_id
        )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: Row) -> TokenRow:
    return TokenRow(**{key: row[key] for key in TokenRow.__dataclass_fields__})
