from __future__ import annotations

from contextlib import suppress
from dataclasses import FrozenInstanceError, fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks import split_keys
from bot.config import Config, settings
from bot.database_url import MEMORY, is_postgres, postgres_url, sqlite_path
from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "A" * 43 + "="
OTHER_KEY = "-_B" + "B" * 40 + "="
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-bot",
    "SLACK_APP_TOKEN": "xapp-app",
    "WEBCASTS_USERNAME": "service",
    "WEBCASTS_PASSWORD": "pass word",
    "ENCRYPTION_KEY": KEY,
}

PAIR = ("WEBCASTS_USERNAME", "WEBCASTS_PASSWORD")
"""What is there together, or not at all."""
OAUTH = {
    "SLACK_CLIENT_ID": "111.222",
    "SLACK_CLIENT_SECRET": "shh",
    "SLACK_SIGNING_SECRET": "signs",
    "ENCRYPTION_KEY": KEY,
}


def refusal(env: Mapping[str, str]) -> str:
    with pytest.raises(Misconfigured) as caught:
        Config.from_env(env)
    return str(caught.value)


def test_the_least_that_is_needed_leaves_the_rest_at_its_defaults() -> None:
    assert Config.from_env(ENOUGH) == Config(
        slack_bot_token="xoxb-bot",
        slack_app_token="xapp-app",
        slack_signing_secret="",
        slack_client_id="",
        slack_client_secret="",
        slack_api_url="https://slack.com/api/",
        webcasts_api_url="https://api.webcasts.com/api",
        webcasts_username="service",
        webcasts_password="pass word",
        webcasts_limit_window=3600,
        webcasts_limit_share=80,
        database_url="sqlite:///webcasts.db",
        encryption_key=KEY,
        port=3000,
        log_level="INFO",
    )


def test_everything_can_be_set() -> None:
    config = Config.from_env(
        {
            **ENOUGH,
            "SLACK_SIGNING_SECRET": "signs",
            "SLACK_API_URL": "http://127.0.0.1:8000/api",
            "WEBCASTS_API_URL": "http://localhost:8001/api/",
            "WEBCASTS_LIMIT_WINDOW": "86400",
            "WEBCASTS_LIMIT_SHARE": "50",
            "DATABASE_URL": "sqlite:////var/lib/webcasts.db",
            "SLACK_CONNECTIONS": "10",
            "PORT": "8080",
            "METRICS_TOKEN": "reads-the-metrics",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
        }
    )

    assert config.slack_signing_secret == "signs"
    assert config.slack_api_url == "http://127.0.0.1:8000/api/"
    assert config.webcasts_api_url == "http://localhost:8001/api"
    assert config.database_url == "sqlite:////var/lib/webcasts.db"
    assert (config.webcasts_limit_window, config.webcasts_limit_share) == (86400, 50)
    assert (config.port, config.slack_connections) == (8080, 10)
    assert (config.log_level, config.log_format) == ("DEBUG", "json")
    assert config.metrics_token == "reads-the-metrics"


def test_a_signing_secret_does_instead_of_an_app_token() -> None:
    env = {**ENOUGH, "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "signs"}

    assert Config.from_env(env).slack_app_token == ""


def test_all_gaps_are_reported_together() -> None:
    text = refusal({})

    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_SIGNING_SECRET", "ENCRYPTION_KEY"):
        assert name in text
    assert len(text.splitlines()) == 4


def test_gaps_and_bad_values_are_reported_together() -> None:
    text = refusal({**ENOUGH, "PORT": "http", "LOG_LEVEL": "loud", "WEBCASTS_USERNAME": ""})

    assert [line.split()[1] for line in text.splitlines()[1:]] == [
        "WEBCASTS_USERNAME",
        "PORT",
        "LOG_LEVEL",
    ]


def test_a_missing_key_names_the_command_that_makes_one() -> None:
    assert "`webcast-bot key`" in refusal({**ENOUGH, "ENCRYPTION_KEY": ""})


def test_the_platform_account_may_be_connected_in_slack_instead() -> None:
    config = Config.from_env({**ENOUGH, "WEBCASTS_USERNAME": "", "WEBCASTS_PASSWORD": ""})

    assert (config.webcasts_username, config.webcasts_password) == ("", "")


def test_a_client_id_and_secret_do_instead_of_a_bot_token() -> None:
    config = Config.from_env(OAUTH)

    assert config.is_installed_by_oauth
    assert not Config.from_env(ENOUGH).is_installed_by_oauth


@pytest.mark.parametrize(
    ("env", "says"),
    [
        pytest.param({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing", id="no secret"),
        pytest.param({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing", id="no id"),
        pytest.param({"SLACK_BOT_TOKEN": "xoxb-1"}, "exclude each other", id="a bot token too"),
        pytest.param({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is", id="no signature"),
        pytest.param(
            {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1"},
            "SLACK_SIGNING_SECRET is missing",
            id="socket only",
        ),
        pytest.param(
            {"WEBCASTS_USERNAME": "svc", "WEBCASTS_PASSWORD": "secret"},
            "would use your account",
            id="a platform account for strangers",
        ),
        pytest.param({"WEBCASTS_USERNAME": "svc"}, "would use your account", id="half of one"),
    ],
)
def test_what_does_not_go_together_by_oauth_is_said_in_a_line(
    env: Mapping[str, str], says: str
) -> None:
    text = refusal({**OAUTH, **env})

    assert says in text
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "ENCRYPTION_KEY", *PAIR])
@pytest.mark.parametrize("blank", ["", " ", "\n"], ids=["empty", "space", "newline"])
def test_blank_is_absent(name: str, blank: str) -> None:
    assert f"{name} " in refusal({**ENOUGH, name: blank})


@pytest.mark.parametrize("setting", settings(), ids=lambda setting: setting.name)
def test_blank_is_the_default(setting: object) -> None:
    blanks = {s.name: "" for s in settings() if s.default}

    assert Config.from_env({**blanks, **ENOUGH}) == Config.from_env(ENOUGH), setting


def test_space_around_a_value_is_dropped() -> None:
    assert Config.from_env({**ENOUGH, "SLACK_BOT_TOKEN": " xoxb-bot\n"}).slack_bot_token == (
        "xoxb-bot"
    )


def test_space_around_a_password_belongs_to_it() -> None:
    assert Config.from_env({**ENOUGH, "WEBCASTS_PASSWORD": " x "}).webcasts_password == " x "


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        pytest.param("SLACK_BOT_TOKEN", "xapp-1", "belongs in SLACK_APP_TOKEN", id="swapped"),
        pytest.param("SLACK_BOT_TOKEN", "xoxp-1", "user token", id="user token"),
        pytest.param("SLACK_BOT_TOKEN", "token", "must start with xoxb-", id="no bot token"),
        pytest.param("SLACK_APP_TOKEN", "xoxb-1", "belongs in SLACK_BOT_TOKEN", id="swapped back"),
        pytest.param("SLACK_APP_TOKEN", "token", "must start with xapp-", id="no app token"),
        pytest.param("SLACK_API_URL", "slack.com/api", "web address", id="no scheme"),
        pytest.param("SLACK_API_URL", "ftp://slack.com", "web address", id="ftp"),
        pytest.param("SLACK_API_URL", "https://", "web address", id="no host"),
        pytest.param("SLACK_API_URL", "https://[", "web address", id="broken host"),
        pytest.param("SLACK_API_URL", "https://a:99999/", "web address", id="broken port"),
        pytest.param("SLACK_API_URL", "https://u:p@slack.com/", "user name", id="user name"),
        pytest.param("WEBCASTS_API_URL", "https://a/b?c=d", "alone", id="query"),
        pytest.param("WEBCASTS_API_URL", "https://a/b#c", "alone", id="fragment"),
        pytest.param("WEBCASTS_API_URL", "http://api.webcasts.com/api", "https://", id="http"),
        pytest.param("WEBCASTS_API_URL", "http://localhost.example", "https://", id="lookalike"),
        pytest.param("WEBCASTS_API_URL", "http://192.168.0.1/api", "https://", id="lan"),
        pytest.param("DATABASE_URL", "postgresql://u:p@host", "5432/database", id="no database"),
        pytest.param("DATABASE_URL", "postgresql://u:p@/db", "5432/database", id="no host"),
        pytest.param("DATABASE_URL", "postgres://u:p@a#b/c@host/db", "%23", id="open password"),
        pytest.param("DATABASE_URL", "postgres://u:p@host:port/db", "5432", id="no port"),
        pytest.param("DATABASE_URL", "mysql://host/db", "sqlite:///", id="mysql"),
        pytest.param("DATABASE_URL", "webcasts.db", "sqlite:///", id="path"),
        pytest.param("DATABASE_URL", "sqlite:///", "sqlite:///webcasts.db", id="no path"),
        pytest.param("DATABASE_URL", "sqlite://webcasts.db", "three slashes", id="two slashes"),
        pytest.param("DATABASE_URL", "sqlite:///a.db?mode=ro", "must look like", id="options"),
        pytest.param("ENCRYPTION_KEY", "secret", "`webcast-bot key`", id="no key"),
        pytest.param("ENCRYPTION_KEY", f"{KEY},short", "separated by commas", id="one bad key"),
        pytest.param("ENCRYPTION_KEY", ",", "one or more keys", id="commas"),
        pytest.param("WEBCASTS_LIMIT_WINDOW", "59", "from 60 to 604800", id="short window"),
        pytest.param("WEBCASTS_LIMIT_WINDOW", "604801", "from 60 to 604800", id="long window"),
        pytest.param("RETENTION_MONTHS", "121", "from 0 to 120", id="kept too long"),
        pytest.param("RETENTION_MONTHS", "-1", "from 0 to 120", id="kept less than nothing"),
        pytest.param("WEBCASTS_LIMIT_SHARE", "0", "from 1 to 100", id="no share"),
        pytest.param("WEBCASTS_LIMIT_SHARE", "0.8", "from 1 to 100", id="share of one"),
        pytest.param("PORT", "0", "from 1 to 65535", id="port 0"),
        pytest.param("PORT", "65536", "from 1 to 65535", id="port too high"),
        pytest.param("PORT", "-1", "from 1 to 65535", id="negative port"),
        pytest.param("PORT", "٣٠٠٠", "from 1 to 65535", id="other digits"),
        pytest.param("PORT", "9" * 5000, "from 1 to 65535", id="endless port"),
        pytest.param("SLACK_CONNECTIONS", "0", "from 1 to 10", id="no connection"),
        pytest.param("SLACK_CONNECTIONS", "11", "from 1 to 10", id="too many connections"),
        pytest.param("METRICS_TOKEN", "short", "at least 16", id="short token"),
        pytest.param("METRICS_TOKEN", "two words of a token", "without spaces", id="two words"),
        pytest.param("LOG_FORMAT", "xml", "text or json", id="log format"),
        pytest.param("LOG_LEVEL", "loud", "one of DEBUG, INFO", id="log level"),
    ],
)
def test_a_bad_value_is_explained_without_repeating_it(name: str, value: str, says: str) -> None:
    text = refusal({**ENOUGH, name: value})

    assert says in text
    assert f"- {name}" in text
    assert len(text.splitlines()) == 2
    assert "u:p@" not in text


@pytest.mark.parametrize(
    "url",
    [
        "https://slack.example/api",
        "http://localhost:8000/api",
        "http://slack.localhost/api",
        "http://127.0.0.1:8000",
        "http://127.9.9.9",
        "http://[::1]:8000",
    ],
)
def test_https_is_needed_only_where_the_network_is(url: str) -> None:
    assert Config.from_env({**ENOUGH, "SLACK_API_URL": url}).slack_api_url == url + "/"


@given(st.dictionaries(st.sampled_from([s.name for s in settings()]), st.text(max_size=20)))
def test_nothing_but_misconfigured_comes_of_any_mapping(env: dict[str, str]) -> None:
    with suppress(Misconfigured):
        assert Config.from_env({**ENOUGH, **env}).encryption_keys


def test_several_keys_are_read_newest_first() -> None:
    config = Config.from_env({**ENOUGH, "ENCRYPTION_KEY": f" {OTHER_KEY} , {KEY},"})

    assert config.encryption_keys == (OTHER_KEY, KEY)


def test_a_list_without_keys_is_refused() -> None:
    with pytest.raises(Misconfigured):
        split_keys("")


def test_settings_never_show_their_secrets() -> None:
    secret = {s.name for s in settings() if s.secret} - {"ENCRYPTION_KEY"}
    for enough in (ENOUGH, OAUTH):
        known = {**enough, "METRICS_TOKEN": "sixteen-and-more"}
        env = {name: f"{value}x5ecret" for name, value in known.items() if name in secret}
        told = repr(Config.from_env({**enough, **env}))

        assert "x5ecret" not in told
        assert KEY not in told


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Config.from_env(ENOUGH).port = 1  # type: ignore[misc]  # that is what is tested


def test_every_field_is_a_setting_with_an_explanation() -> None:
    assert [s.name for s in settings()] == [field.name.upper() for field in fields(Config)]
    assert all(setting.about.endswith(".") for setting in settings())


def test_the_secrets_are_marked() -> None:
    assert {s.name for s in settings() if s.secret} == {
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_CLIENT_SECRET",
        "WEBCASTS_PASSWORD",
        "ENCRYPTION_KEY",
        "METRICS_TOKEN",
    }


def test_what_has_no_default_must_be_given() -> None:
    needed = {s.name for s in settings() if s.default is None}

    assert needed == {"ENCRYPTION_KEY"}


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://", MEMORY),
        ("sqlite:///:memory:", MEMORY),
        ("sqlite:///webcasts.db", "webcasts.db"),
        ("sqlite:///data/webcasts.db", "data/webcasts.db"),
        ("sqlite:////srv/webcasts.db", "/srv/webcasts.db"),
    ],
)
def test_a_database_url_names_a_path(url: str, path: str) -> None:
    assert sqlite_path(url) == path


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgres://u:p%40@host:5432/db", id="as Heroku gives it"),
        pytest.param("postgresql://u:p@host/db?sslmode=require", id="options"),
        pytest.param("postgresql://u@/db?host=/run/postgresql", id="socket"),
    ],
)
def test_a_database_url_may_name_a_postgresql_server(url: str) -> None:
    assert Config.from_env({**ENOUGH, "DATABASE_URL": url}).database_url == url
    assert is_postgres(url)
    assert postgres_url(url) == url
