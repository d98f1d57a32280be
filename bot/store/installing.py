"""Where the bot is installed, and what workspaces bring along: encrypted, but for their names."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.store import queries, rows
from bot.store.asking import Ask
from bot.store.topic import Topic, is_one
from bot.tenancy import Account, Installation, Login

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.asking import Work
    from bot.store.rows import Row

_KEEP = """
INSERT INTO installations (enterprise, team, installed_at, secret)
VALUES (:enterprise, :team, :installed_at, :secret)
ON CONFLICT (enterprise, team) DO UPDATE SET
  installed_at = excluded.installed_at, secret = excluded.secret
"""
_REPLACED = """
DELETE FROM installations WHERE team = :team AND team <> '' AND enterprise <> :enterprise
"""
_RENEW = """
UPDATE installations SET secret = :secret
WHERE enterprise = :enterprise AND team = :team AND installed_at = :installed_at
"""
_COLUMNS = "enterprise, team, installed_at, secret"
_OF_TEAM = f"SELECT {_COLUMNS} FROM installations WHERE team = :team AND team <> ''"  # noqa: S608  (no value in it)
_OF_ORG = f"""
SELECT {_COLUMNS} FROM installations
WHERE enterprise = :enterprise AND enterprise <> '' AND team = ''
"""  # noqa: S608  (likewise)
_ALL = f"SELECT {_COLUMNS} FROM installations ORDER BY enterprise, team"  # noqa: S608  (likewise)
_END = """
DELETE FROM installations
WHERE team = :team AND (team <> '' OR enterprise = :enterprise AND enterprise <> '')
  AND installed_at <= :before
"""
_LEFT_ALONE = """
SELECT workspace FROM served WHERE enterprise = :enterprise
  AND workspace NOT IN (SELECT team FROM installations)
"""
_SERVED_BY_ORG = """
SELECT served.workspace FROM served JOIN installations
  ON installations.enterprise = served.enterprise AND installations.team = ''
WHERE served.workspace = :team
"""
_RELEASE = """
DELETE FROM served WHERE workspace = :workspace AND enterprise = :enterprise
  AND NOT EXISTS (SELECT 1 FROM accounts WHERE workspace = :workspace AND at > :before)
"""
_MUST_GO = (
    "DELETE FROM accounts WHERE workspace = :workspace",
    "DELETE FROM logins WHERE account = :workspace",
    "DELETE FROM jobs WHERE workspace = :workspace AND state = 'planned'",
    "DELETE FROM posts WHERE workspace = :workspace AND state = 'planned'",
    "DELETE FROM served WHERE workspace = :workspace",
)
"""What must not outlive an installation: the account, and what is planned."""
_SERVE = """
INSERT INTO served (workspace, enterprise) VALUES (:workspace, :enterprise)
ON CONFLICT (workspace) DO UPDATE SET enterprise = excluded.enterprise
"""
_SERVED = "SELECT workspace, enterprise FROM served"
_SERVED_IN = "SELECT enterprise FROM served WHERE workspace = :workspace"
_KEEP_STATE = "INSERT INTO oauth_states (state, until) VALUES (:state, :until)"
_DROP_STATES = "DELETE FROM oauth_states WHERE until < :now"
_TAKE_STATE = "DELETE FROM oauth_states WHERE state = :state AND until >= :now"
_ACCOUNT = "SELECT workspace, secret, by, at FROM accounts WHERE workspace = :workspace"
_KEEP_ACCOUNT = """
INSERT INTO accounts (workspace, secret, by, at) VALUES (:workspace, :secret, :by, :at)
ON CONFLICT (workspace) DO UPDATE SET
  secret = excluded.secret, by = excluded.by, at = excluded.at
"""
_DROP_ACCOUNT = "DELETE FROM accounts WHERE workspace = :workspace"
_DROP_LOGIN = "DELETE FROM logins WHERE account = :workspace"
_TAKE_LEASE = """
INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE leases.holder = excluded.holder OR leases.until <= :now
"""


class Installs(Topic):
    """The part of the store that keeps installations, accounts and who is at what."""

    async def keep_installation(self, installation: Installation) -> None:
        """Keep an installation in place of the one before of the same workspace or organization.

        What lies ahead of its workspace is planned anew: it may have been here before.
        """
        row = self._installation_row(installation)
        of = {name: row[name] for name in ("enterprise", "team")}
        ahead = queries.follow_ahead(installation.team, installation.installed_at)
        await self._db.write(lambda: _each(Ask(_REPLACED, of), Ask(_KEEP, row), ahead))

    async def team_installation(self, team: str) -> Installation | None:
        """Return the installation of a workspace of its own."""
        return self._one(await self._all(_OF_TEAM, rows.texts(team=team)))

    async def org_installation(self, enterprise: str) -> Installation | None:
        """Return the installation of a whole organization."""
        return self._one(await self._all(_OF_ORG, rows.texts(enterprise=enterprise)))

    async def installations(self) -> tuple[Installation, ...]:
        """Return every installation."""
        return tuple(map(self._read_installation, await self._all(_ALL, {})))

    async def renew_installation(self, installation: Installation) -> bool:
        """Keep new tokens; False if it was installed anew meanwhile, or ended."""
        return await self._does(_RENEW, self._installation_row(installation))

    async def uninstall(self, enterprise: str, team: str, *, before: datetime) -> bool:
        """End an installation made by then, with what must not outlive it; False if there is none.

        Without a team it is the organization's. A workspace that has one of its own, or one of its
        organization's, is served on and keeps everything.
        """
        of = {**rows.texts(enterprise=enterprise, team=team), "before": rows.millis(before)}
        return await self._db.write(lambda: _ended(of))

    async def release(self, team: str, enterprise: str, *, before: datetime) -> bool:
        """End that an organization serves a workspace, with what must not outlive it.

        False if it does not, or if an account was connected there since. A workspace that has an
        installation of its own keeps everything.
        """
        of = {**rows.texts(workspace=team, enterprise=enterprise), "before": rows.millis(before)}
        return await self._db.write(lambda: _released(of))

    async def note_served(self, workspace: str, enterprise: str, now: datetime) -> None:
        """Note that a workspace is served by its organization's installation.

        What lies ahead of it is planned anew: it may have been here before.
        """
        serve = Ask(_SERVE, rows.texts(workspace=workspace, enterprise=enterprise))
        ahead = queries.follow_ahead(workspace, now)
        await self._db.write(lambda: _each(serve, ahead))

    async def served_in(self, workspace: str) -> str:
        """Return the organization whose installation a workspace is served by; else nothing."""
        found = await self._all(_SERVED_IN, rows.texts(workspace=workspace))
        return str(found[0]["enterprise"]) if found else ""

    async def served(self) -> dict[str, str]:
        """Return the organization of each workspace that was served by its installation."""
        return {row["workspace"]: row["enterprise"] for row in await self._all(_SERVED, {})}

    async def keep_state(self, state: str, *, now: datetime, until: datetime) -> None:
        """Keep the state of an installation that begins, and forget those that are too old."""
        row = {"state": state, "until": rows.millis(until)}
        too_old = {"now": rows.millis(now)}
        await self._db.write(lambda: _each(Ask(_DROP_STATES, too_old), Ask(_KEEP_STATE, row)))

    async def take_state(self, state: str, now: datetime) -> bool:
        """Use a state up; False if it was used, is too old, or never was."""
        return await self._does(_TAKE_STATE, {**rows.texts(state=state), "now": rows.millis(now)})

    async def account(self, workspace: str) -> Account | None:
        """Return the platform account of a workspace."""
        for row in await self._all(_ACCOUNT, rows.texts(workspace=workspace)):
            login = Login(**rows.loads(self._cipher.decrypt(row["secret"])))
            at = rows.moment(row["at"])
            return Account(workspace=row["workspace"], login=login, by=row["by"], at=at)
        return None

    async def keep_account(self, account: Account) -> None:
        """Keep the platform account of a workspace in place of the one before."""
        secret = self._cipher.encrypt(rows.dumps(asdict(account.login)))
        row = rows.texts(workspace=account.workspace, by=account.by, secret=secret)
        keep = Ask(_KEEP_ACCOUNT, {**row, "at": rows.millis(account.at)})
        await self._db.write(lambda: _each(_logged_out(account.workspace), keep))

    async def drop_account(self, workspace: str) -> bool:
        """Forget the platform account of a workspace; False if there is none."""
        drop = Ask(_DROP_ACCOUNT, rows.texts(workspace=workspace))
        return await self._db.write(lambda: _dropped(_logged_out(workspace), drop))

    async def take_lease(self, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """Be the one who does something until a moment; False while somebody else is."""
        row = {"now": rows.millis(now), "until": rows.millis(until)}
        return await self._does(_TAKE_LEASE, {**rows.texts(name=name, holder=holder), **row})

    def _installation_row(self, installation: Installation) -> Row:
        secret = rows.dumps(_packed(installation))
        return {
            **rows.texts(enterprise=installation.enterprise, team=installation.team),
            "installed_at": rows.millis(installation.installed_at),
            "secret": self._cipher.encrypt(secret),
        }

    def _read_installation(self, row: Row) -> Installation:
        secret = rows.loads(self._cipher.decrypt(row["secret"]))
        return _unpacked(row, secret)

    def _one(self, found: list[Row]) -> Installation | None:
        return self._read_installation(found[0]) if found else None


def _each(*asks: Ask) -> Work[None]:
    for ask in asks:  # noqa: UP028  (it is sent answers, which a tuple does not take)
        yield ask


def _logged_out(workspace: str) -> Ask:
    """Forget the token that a workspace's account got: it is another account's from now on."""
    return Ask(_DROP_LOGIN, rows.texts(workspace=workspace))


def _dropped(log_out: Ask, drop: Ask) -> Work[bool]:
    yield log_out
    return (yield from is_one(drop))


def _ended(of: Row) -> Work[bool]:
    if not (yield Ask(_END, of)).changed:
        return False
    for workspace in (yield from _alone(of)):
        for statement in _MUST_GO:
            yield Ask(statement, {"workspace": workspace})
    return True


def _released(of: Row) -> Work[bool]:
    team = of["workspace"]
    if not (yield Ask(_RELEASE, of)).changed:
        return False
    if not (yield Ask(_OF_TEAM, {"team": team})).rows:
        for statement in _MUST_GO:
            yield Ask(statement, {"workspace": team})
    return True


def _alone(of: Row) -> Work[list[str]]:
    """Find the workspaces that nothing serves any more, now that an installation is gone."""
    if of["team"]:
        still_served = (yield Ask(_SERVED_BY_ORG, {"team": of["team"]})).rows
        return [] if still_served else [of["team"]]
    found = (yield Ask(_LEFT_ALONE, {"enterprise": of["enterprise"]})).rows
    return [row["workspace"] for row in found]


def _packed(installation: Installation) -> Row:
    """Return what is secret or told by nobody else about an installation, as JSON takes it."""
    end = installation.expires_at
    return {
        "name": installation.name,
        "app": installation.app,
        "bot_id": installation.bot_id,
        "bot_user": installation.bot_user,
        "scopes": list(installation.scopes),
        "by": installation.by,
        "token": installation.token,
        "refresh_token": installation.refresh_token,
        "expires_at": end and rows.millis(end),
    }


def _unpacked(row: Row, packed: Row) -> Installation:
    """Return the installation that was packed."""
    end = packed["expires_at"]
    told = {**packed, "scopes": tuple(packed["scopes"]), "expires_at": end and rows.moment(end)}
    return Installation(
        enterprise=row["enterprise"],
        team=row["team"],
        installed_at=rows.moment(row["installed_at"]),
        **told,
    )
