"""Secrets by a labelled table. Every secret here is made up when the tests run: none stands in the file."""

from __future__ import annotations

import base64
import random
import string
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.detect import secrets as module
from tidegate.detect.secret_kinds import IN_CODE, KINDS
from tidegate.detect.secrets import AddedLines, SecretHit, SecretScan, mask_lines, secrets_in
from tidegate.model.finding import Confidence

ALPHABETS = {
    "a": string.ascii_letters,
    "A": string.ascii_uppercase + string.digits,
    "B": string.ascii_uppercase + "234567",
    "h": "0123456789abcdef",
    "n": string.digits,
    "l": string.ascii_lowercase + string.digits,
    "w": string.ascii_letters + string.digits,
    "s": string.ascii_letters + string.digits + "/+",
}


def made(shape: str, seed: int = 7) -> str:
    """``shape`` with every ``{w36}`` replaced by 36 random characters of the alphabet ``w``."""
    chance = random.Random(seed)
    parts = shape.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        spec, rest = part.split("}", 1)
        out.append("".join(chance.choice(ALPHABETS[spec[0]]) for _ in range(int(spec[1:]))) + rest)
    return "".join(out)


def scan(line: str, path: str = "src/app.py") -> SecretScan:
    return secrets_in([AddedLines(path, tuple(enumerate(line.split("\n"), 10)))])


def hits(line: str, path: str = "src/app.py") -> tuple[SecretHit, ...]:
    result = scan(line, path)
    assert result.problem is None
    return result.hits


# kind -> shapes of real secrets, as the service makes them
SHAPES = {
    "age-key": ["AGE-SECRET-KEY-1{A58}"],
    "github-token": ["ghp_{w36}", "gho_{w36}", "ghs_{w40}", "github_pat_{w22}_{w59}"],
    "gitlab-token": ["glpat-{w20}", "glpat-{w27}.01.{l9}"],
    "bitbucket-token": ["ATBB{w32}"],
    "atlassian-token": ["ATATT3xFfGF0{w180}"],
    "npm-token": ["npm_{w36}"],
    "pypi-token": ["pypi-AgEIcHlwaS5vcmc{w150}"],
    "rubygems-token": ["rubygems_{h48}"],
    "dockerhub-token": ["dckr_pat_{w27}"],
    "crates-token": ["cio{w32}"],
    "clojars-token": ["CLOJARS_{l60}"],
    "aws-access-key-id": ["AKIA{B16}", "ASIA{B16}"],
    "google-api-key": ["AIza{w35}"],
    "google-oauth-secret": ["GOCSPX-{w28}"],
    "google-refresh-token": ["1//0{w60}"],
    "azure-client-secret": ["{w3}8Q~{w34}"],
    "digitalocean-token": ["dop_v1_{h64}"],
    "alibaba-access-key-id": ["LTAI{w20}"],
    "databricks-token": ["dapi{h32}"],
    "heroku-key": ["HRKU-{w60}"],
    "fly-token": ["fm2_{s140}"],
    "vault-token": ["hvs.{w90}"],
    "terraform-token": ["{w14}.atlasv1.{w67}"],
    "pulumi-token": ["pul-{h40}"],
    "doppler-token": ["dp.pt.{w43}", "dp.st.dev.{w43}"],
    "planetscale-token": ["pscale_tkn_{w43}"],
    "supabase-token": ["sbp_{h40}"],
    "tailscale-key": ["tskey-auth-{w17}-{w32}"],
    "cloudflare-ca-key": ["v1.0-{h24}-{h146}"],
    "netlify-token": ["nfp_{w36}"],
    "1password-token": ["ops_eyJ{w240}"],
    "stripe-key": ["sk_live_{w24}", "rk_live_{w99}"],
    "stripe-webhook-secret": ["whsec_{w32}"],
    "square-token": ["sq0atp-{w22}", "EAAA{w60}"],
    "shopify-token": ["shpat_{h32}"],
    "razorpay-key-id": ["rzp_live_{w14}"],
    "braintree-token": ["access_token$production${l16}${h32}"],
    "slack-token": ["xoxb-{n12}-{n13}-{w24}", "xapp-1-A{A10}-{n13}-{h64}"],
    "discord-token": ["M{w25}.G{w5}.{w38}"],
    "telegram-token": ["{n10}:AA{w33}"],
    "sendgrid-key": ["SG.{w22}.{w43}"],
    "mailgun-key": ["key-{h32}"],
    "mailchimp-key": ["{h32}-us14"],
    "brevo-key": ["xkeysib-{h64}-{w16}"],
    "twilio-key": ["SK{h32}"],
    "openai-key": ["sk-{w20}T3BlbkFJ{w20}", "sk-proj-{w74}T3BlbkFJ{w74}"],
    "anthropic-key": ["sk-ant-api03-{w93}AA"],
    "openrouter-key": ["sk-or-v1-{h64}"],
    "huggingface-token": ["hf_{a34}"],
    "groq-key": ["gsk_{w52}"],
    "xai-key": ["xai-{w80}"],
    "perplexity-key": ["pplx-{w48}"],
    "replicate-token": ["r8_{w37}"],
    "langsmith-key": ["lsv2_pt_{h32}_{h10}"],
    "pinecone-key": ["pcsk_{w5}_{w63}"],
    "grafana-token": ["glsa_{w32}_{h8}", "glc_{w80}"],
    "newrelic-key": ["NRAK-{A27}"],
    "sentry-token": ["sntryu_{h64}"],
    "dynatrace-token": ["dt0c01.{A24}.{A64}"],
    "sonar-token": ["squ_{h40}"],
    "postman-key": ["PMAK-{h24}-{h34}"],
    "linear-key": ["lin_api_{w40}"],
    "notion-token": ["ntn_{n11}{w35}"],
    "figma-token": ["figd_{w40}"],
    "airtable-token": ["pat{w14}.{h64}"],
    "hubspot-token": ["pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}"],
    "typeform-token": ["tfp_{w44}"],
    "jwt": ["eyJ{w33}.eyJ{w80}.{w43}"],
}
# kind -> (text before, shape, text after)
IN_CONTEXT = {
    "aws-secret-key": [
        ('AWS_SECRET_ACCESS_KEY = "', "{s40}", '"'),
        ("aws_secret_access_key=", "{s40}", ""),
        ('{"secretAccessKey": "', "{s40}", '"}'),
    ],
    "azure-storage-key": [("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=", "{s86}", "==;")],
    "slack-webhook": [("https://hooks.slack.com/services/", "T{A10}/B{A10}/{w24}", '"')],
    "discord-webhook": [("https://discord.com/api/webhooks/112233445566778899/", "{w68}", '"')],
    "teams-webhook": [
        (
            "https://acme.webhook.office.com/webhookb2/"
            + made("{h8}-{h4}-{h4}-{h4}-{h12}@{h8}-{h4}-{h4}-{h4}-{h12}")
            + "/IncomingWebhook/",
            "{h32}/{h8}-{h4}-{h4}-{h4}-{h12}",
            '"',
        )
    ],
    "url-password": [("postgresql://billing:", "{w16}", "@db7.acme.com:5432/shop")],
    "private-key": [
        ("-----BEGIN RSA PRIVATE KEY-----\n", "MIIEow{s58}", "\n"),
        ('KEY = "-----BEGIN PRIVATE KEY-----\\n', "MIIEvQ{s58}", "\\n"),
        ('    "-----BEGIN OPENSSH PRIVATE KEY-----\\n"\n    "', "b3BlbnNzaC1rZXktdjE{s51}", '\\n"'),
        (
            "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\n",
            "{s64}",
            "",
        ),
    ],
    "assigned-secret": [
        ('PASSWORD = "', "{w16}", '"'),
        ("db_password: str = '", "{w20}", "'"),
        ('client = Client(api_key="', "{h32}", '")'),
        ('{"client_secret": "', "{w40}", '"}'),
        ("app.config['SECRET_KEY'] = '", "{w50}", "'"),
        ('SECRET_KEY = "', "{w20}!#{w20}&", '"'),
        ("const apiKey = `", "{w24}", "`"),
        ('auth_token := "', "{l32}", '"'),
    ],
}
CASES = [(kind, "value = f(", shape, ")") for kind, shapes in SHAPES.items() for shape in shapes]
CASES += [(kind, *context) for kind, contexts in IN_CONTEXT.items() for context in contexts]


def test_every_kind_has_a_case() -> None:
    assert {kind.id for kind in (*KINDS, IN_CODE)} == {kind for kind, *_ in CASES}


@pytest.mark.parametrize(("kind", "before", "shape", "after"), CASES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_found_and_masked(kind: str, before: str, shape: str, after: str, seed: int) -> None:
    secret = made(shape, seed)
    (hit,) = hits(before + secret + after)
    assert hit.kind == kind
    assert hit.line == 10 + before.count("\n")
    assert hit.column == len(before.rpartition("\n")[2]) + 1
    shown = hit.masked.split("…")
    assert len(shown) == 2
    assert len(shown[0]) <= 4
    assert len(shown[1]) <= 4
    assert secret not in repr(hit)
    assert secret not in "\n".join(mask_lines((before + secret + after).split("\n")))


HIGH = {
    "github-token",
    "aws-secret-key",
    "private-key",
    "stripe-key",
    "anthropic-key",
    "slack-token",
    "pypi-token",
}


@pytest.mark.parametrize(("kind", "before", "shape", "after"), CASES)
def test_confidence(kind: str, before: str, shape: str, after: str) -> None:
    (hit,) = hits(before + made(shape) + after)
    if kind in HIGH:
        assert hit.confidence is Confidence.HIGH
    if kind in ("assigned-secret", "url-password", "jwt", "aws-access-key-id"):
        assert hit.confidence is Confidence.MEDIUM


UUID = made("{h8}-{h4}-{h4}-{h4}-{h12}")
NEGATIVES = [
    f'aws_secret_access_key="wJalrXUtnFEMI{made("{s27}")}"',
    f'token = "{made("ghp_{w26}")}zzzzzzzzzz"',
    f'DUMMY_SECRET = "{made("{w20}")}"',
    'password = "changeme"',
    'password = "changeme123456"',
    'api_key = "your-api-key-goes-here-1"',
    'api_key = "<your-key-1234567>"',
    'token = "xxxxxxxxxxxxxxxxxxxx1"',
    'token = "ghp_' + "x" * 36 + '"',
    'token = "ghp_' + "1234567890abcdefghijklmnopqrstuvwxyz" + '"',
    'token = "ghp_' + "A1b2C3d4" * 4 + 'A1b2"',
    'token = "ghs_' + "16C7e42F292c6912E7710c" + '838347Ae178B4a"',
    "aws_access_key_id = AKIA" + "IOSFODNN7" + "EXAMPLE",
    'AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/' + 'bPxRfiCYEXAMPLEKEY"',
    'password = os.environ["DB_PASSWORD"]',
    'password = os.getenv("DB_PASSWORD", "")',
    "password = settings.EMAIL_HOST_PASSWORD2",
    'password = "${DB_PASSWORD_42}"',
    'password = "{{ vault_db_password2 }}"',
    'secret = "projects/acme7/secrets/db9/versions/latest1"',
    'secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x9"',
    f'token = "{UUID}"',
    f'secret_hash = "sha256-{made("{s43}")}="',
    f'"integrity": "sha512-{made("{s86}")}=="',
    f'digest = "{made("{h64}")}"',
    f'commit = "{made("{h40}")}"',
    f'image = "python@sha256:{made("{h64}")}"',
    f'PASSWORD_HASH = "$2b$12${made("{s53}")}"',
    'password = "pbkdf2_sha256$260000$' + made("{w22}$") + made("{s43}") + '="',
    'token_url = "https://login.acme.com/oauth2/v2/token"',
    'api_key="bdc1ChargePower"',
    'WS_TYPE_APPKEY = "notify/html5/appkey"',
    'PASSWORD_RESET_TOKEN = "password_reset_token_v2"',
    'label = "Password must have 8 characters"',
    '"password": "Contrase\\u00f1a2"',
    'if "-----BEGIN PRIVATE KEY-----" in text:',
    'PEM = "-----BEGIN RSA PRIVATE KEY-----\\n...\\n-----END RSA PRIVATE KEY-----"',
    "-----BEGIN PUBLIC KEY-----\n" + made("{s64}"),
    "-----BEGIN CERTIFICATE-----\n" + made("{s64}"),
    "postgres://postgres:postgres@localhost:5432/app",
    "postgresql://user:" + made("{w16}") + "@localhost/app",
    "redis://:hunter2hunter2@redis:6379/0",
    "https://user:password@example.com/x",
    "https://{user}:{password}@acme.com/x",
    "https://api.acme.com:8443/v1@2024",
    "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
    'stripe.api_key = "sk_test_' + made("{w24}") + '"',
    'publishable_key = "pk_live_' + made("{w24}") + '"',
    f"data = '{base64.b64encode(bytes(range(120))).decode()}'",
    f"id = {made('{h32}')}",
    "key = 'AKIA'",
    "from acme.tokens import ghp_token_prefix_for_every_repository_of_us",
    'cache_key = "user:profile:v3"',
    'primary_key = "customer_id_2"',
    'DUMMY = "sk-ant-api03-' + "a" * 95 + '"',
    'password = f"{prefix}-{suffix}-12345"',
    "",
]


@pytest.mark.parametrize("line", NEGATIVES)
def test_no_secret(line: str) -> None:
    assert hits(line) == ()


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        ("tests/test_app.py", "github-token", Confidence.HIGH),
        ("README.md", "github-token", Confidence.HIGH),
        ("docs/conf.py", "stripe-key", Confidence.HIGH),
        ("tests/keys/server.pem", "private-key", Confidence.MEDIUM),
        ("tests/test_app.py", "assigned-secret", None),
        ("tests/test_app.py", "jwt", None),
        ("docs/auth.md", "url-password", None),
        ("poetry.lock", "assigned-secret", None),
        ("locale/de.json", "assigned-secret", None),
        ("config/app.yaml", "assigned-secret", Confidence.MEDIUM),
        (".github/workflows/ci.yml", "aws-secret-key", Confidence.HIGH),
        ("web/app.ts", "openai-key", Confidence.HIGH),
    ],
)
def test_where_it_stands(path: str, kind: str, expected: Confidence | None) -> None:
    before, shape, after = next(case[1:] for case in CASES if case[0] == kind)
    found = [hit.confidence for hit in hits(before + made(shape) + after, path)]
    assert found == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "path", [".env", "deploy/.env.production", "config/app.yaml", "app.properties", "x.tfvars"]
)
def test_unquoted_values_count_in_settings_files(path: str) -> None:
    line = "DB_PASSWORD=" + made("{w18}")
    assert [hit.kind for hit in hits(line, path)] == ["assigned-secret"]
    assert hits(line, "src/app.py") == ()
    assert hits("db_password: compute(other_password1)", path) == ()


def test_a_secret_is_said_once_where_two_rules_see_it() -> None:
    assert [hit.kind for hit in hits(f'api_key = "{made("ghp_{w36}")}"')] == ["github-token"]


def test_all_on_one_line_in_order() -> None:
    first, second = made("ghp_{w36}", 1), made("npm_{w36}", 2)
    assert [(hit.kind, hit.column) for hit in hits(f"{first},{second}")] == [
        ("github-token", 1),
        ("npm-token", 42),
    ]


def test_identity_follows_the_line_and_not_the_secret() -> None:
    line = 'token = "{}"'
    (one,) = hits("\n\n" + line.format(made("ghp_{w36}", 1)), "a.py")
    (moved,) = hits("    " + line.format(made("ghp_{w36}", 1)), "b.py")
    (other,) = hits(line.format(made("ghp_{w36}", 2)))
    (elsewhere,) = hits("push(" + made("ghp_{w36}", 1) + ")")
    assert one.identity == moved.identity == other.identity != elsewhere.identity


def test_an_excerpt_from_the_middle_of_a_key_is_masked() -> None:
    body = [made("{s64}", seed) for seed in range(4)]
    assert not set(body) & set(mask_lines(body))
    assert mask_lines(["def f(a, b):", "    return a + b", ""]) == ("def f(a, b):", "    return a + b", "")


def test_bounds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHARACTERS", 1000)
    assert secrets_in([AddedLines("a.py", ((1, "x" * 2000),))]).problem is not None
    monkeypatch.setattr(module, "MAX_HITS", 3)
    many = secrets_in([AddedLines("a.py", tuple((n, made("ghp_{w36}", n)) for n in range(10)))])
    assert len(many.hits) == 3
    assert many.problem is not None


def test_what_fits_is_searched_beside_what_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHARACTERS", 1000)
    files = [("a.py", made("ghp_{w36}", 1)), ("b\n.json", "x" * 2000), ("c.py", made("ghp_{w36}", 2))]
    result = secrets_in([AddedLines(path, ((1, text),)) for path, text in files])
    assert [hit.path for hit in result.hits] == ["a.py", "c.py"]
    assert result.problem is not None
    assert r'"b\n.json"' in result.problem


@given(
    st.lists(st.text(st.characters(codec=None, exclude_characters="\n"), max_size=30), max_size=6),
    st.text(
        st.characters(codec=None, exclude_categories=["L", "N", "Cs"], exclude_characters="\n-_"), max_size=10
    ),
    st.integers(0, 1000),
)
def test_found_at_its_place_in_any_text(others: list[str], before: str, seed: int) -> None:
    secret = made("ghp_{w36}", seed)
    lines = [*others, before + secret, *others]
    result = secrets_in([AddedLines("a.py", tuple(enumerate(lines, 1)))])
    assert (len(others) + 1, len(before) + 1) in {(hit.line, hit.column) for hit in result.hits}
    assert secret not in msgspec.json.encode(result).decode()
    masked = mask_lines(lines)
    assert len(masked) == len(lines)
    assert secret not in "\n".join(masked)


def test_hostile_text_costs_linear_time() -> None:
    texts = [
        "secret-key.token_" * 60_000,
        "eyJ" * 300_000,
        "a://b:c" * 150_000,
        "-----BEGIN PRIVATE KEY-----" * 40_000,
    ]
    started = time.process_time()
    for text in texts:
        scan(text, "a.yaml")
        scan("\n".join(text[i : i + 90] for i in range(0, len(text), 90)), "a.yaml")
    assert time.process_time() - started < 20  # a quadratic step would take hours
