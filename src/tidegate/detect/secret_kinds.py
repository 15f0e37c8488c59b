"""Kinds of secrets that are known by their form. Adding one is one line here and one in the tests.

Patterns are RE2's (linear time). ``keywords`` are literals of which a text with such a secret has at
least one, in lower case: the pattern is compiled and run only then. The secret itself is the group
``secret``; ``_token`` makes that group for the usual token that stands by itself.
The forms are those that the services document, or that their secrets plainly have.
"""

from __future__ import annotations

import msgspec

from tidegate.model.finding import Confidence


class SecretKind(msgspec.Struct, frozen=True):
    """``in_tests`` is the confidence in tests, examples and prose (``None``: no hit there);
    ``randomness`` the least Shannon entropy, in bits a character, of a real one."""

    id: str
    title: str
    keywords: tuple[str, ...]
    pattern: str
    confidence: Confidence = Confidence.HIGH
    in_tests: Confidence | None = Confidence.HIGH
    randomness: float = 2.8


HIGH, MEDIUM = Confidence.HIGH, Confidence.MEDIUM


def _token(name: str, title: str, keywords: str, body: str, confidence: Confidence = HIGH) -> SecretKind:
    pattern = rf"(?m)(?:^|[^\w-])(?P<secret>{body})"
    in_tests = HIGH if confidence is HIGH else None
    return SecretKind(name, title, tuple(keywords.split()), pattern, confidence, in_tests)


def _named(name: str, title: str, keyword: str, assigned: str, body: str) -> SecretKind:
    """A secret without a form of its own, known by the name that it is assigned to."""
    to = r"""\w*["'\]]{0,2}\s{0,8}(?:[:=]|=>|:=)\s{0,8}["']?"""
    pattern = rf"""(?i){assigned}{to}(?-i:(?P<secret>{body}))(?:[^\w/+=-]|$)"""
    return SecretKind(name, title, (keyword,), pattern, HIGH, MEDIUM, randomness=4.2)


_PEM_NOISE = r"""(?:\\[rn]|[\s"'+,;\\#*>|]|[A-Z][A-Za-z-]{2,20}: [^\n]{0,80}\n)*"""

KINDS: tuple[SecretKind, ...] = (
    SecretKind(
        "private-key", "private key", ("private key",),
        r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        + _PEM_NOISE + r"(?P<secret>[A-Za-z0-9+/=]{40,})",
        HIGH, MEDIUM, randomness=3.5,
    ),
    _token("age-key", "age secret key", "age-secret-key-1", r"AGE-SECRET-KEY-1[A-Z0-9]{58}\b"),
    # Forges and registries
    _token("github-token", "GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36,}\b"),
    _token("github-token", "GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{82}\b"),
    _token("gitlab-token", "GitLab token", "glpat- gldt- glrt- glptt- glsoat- glcbt- glagent-",
           r"gl(?:pat|dt|rt|ptt|soat|cbt|agent)-[\w-]{20,64}(?:\.[\w.]{8,32})?\b"),
    _token("bitbucket-token", "Bitbucket app password", "atbb", r"ATBB[A-Za-z0-9_=.-]{32}\b"),
    _token("atlassian-token", "Atlassian API token", "atatt3", r"ATATT3[A-Za-z0-9_=.-]{60,}\b"),
    _token("npm-token", "npm token", "npm_", r"npm_[A-Za-z0-9]{36}\b"),
    _token("pypi-token", "PyPI token", "pypi-ageichlwas", r"pypi-AgEIcHlwaS[\w-]{50,}\b"),
    _token("rubygems-token", "RubyGems token", "rubygems_", r"rubygems_[a-f0-9]{48}\b"),
    _token("dockerhub-token", "Docker Hub token", "dckr_", r"dckr_[po]at_[\w-]{27,40}\b"),
    _token("crates-token", "crates.io token", "cio", r"cio[A-Za-z0-9]{32}\b", MEDIUM),
    _token("clojars-token", "Clojars token", "clojars_", r"CLOJARS_[a-z0-9]{60}\b"),
    # Clouds
    _named("aws-secret-key", "AWS secret access key", "aws",
           r"\baws[\w.-]{0,24}(?:secret|key)", r"[A-Za-z0-9/+]{40}"),
    _named("aws-secret-key", "AWS secret access key", "secret",
           r"secret[_-]?access[_-]?key", r"[A-Za-z0-9/+]{40}"),
    _token("aws-access-key-id", "AWS access key id", "akia asia abia acca",
           r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b", MEDIUM),
    _token("google-api-key", "Google API key", "aiza", r"AIza[\w-]{35}(?:[^\w-]|$)", MEDIUM),
    _token("google-oauth-secret", "Google OAuth client secret", "gocspx-", r"GOCSPX-[\w-]{28}"),
    _token("google-refresh-token", "Google refresh token", "1//0", r"1//0[\w-]{40,100}\b", MEDIUM),
    SecretKind("azure-storage-key", "Azure account key", ("accountkey=", "sharedaccesskey="),
               r"(?i)\b(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{42,86}={1,2})"),
    _token("azure-client-secret", "Azure client secret", "7q~ 8q~",
           r"[A-Za-z0-9_.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}"),
    _token("digitalocean-token", "DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_",
           r"do[opr]_v1_[a-f0-9]{64}\b"),
    _token("alibaba-access-key-id", "Alibaba Cloud access key id", "ltai",
           r"LTAI[A-Za-z0-9]{17,21}\b", MEDIUM),
    _token("databricks-token", "Databricks token", "dapi", r"dapi[a-f0-9]{32}(?:-\d)?\b"),
    _token("heroku-key", "Heroku API key", "hrku-", r"HRKU-[\w-]{36,60}\b"),
    _token("fly-token", "Fly.io token", "fm1 fm2", r"fm[12][ar]?_[A-Za-z0-9+/]{100,}"),
    _token("vault-token", "Vault token", "hvs. hvb. hvr.", r"hv[sbr]\.[\w-]{24,}\b"),
    _token("terraform-token", "HCP Terraform token", "atlasv1", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}"),
    _token("pulumi-token", "Pulumi token", "pul-", r"pul-[a-f0-9]{40}\b"),
    _token("doppler-token", "Doppler token", "dp.pt. dp.st. dp.sa. dp.ct.",
           r"dp\.(?:pt|st|sa|ct)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40,44}\b"),
    _token("planetscale-token", "PlanetScale token", "pscale_", r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}"),
    _token("supabase-token", "Supabase token", "sbp_ sb_secret_",
           r"(?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{31,40})\b"),
    _token("tailscale-key", "Tailscale key", "tskey-",
           r"tskey-[a-z]{2,10}-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,64}\b"),
    _token("cloudflare-ca-key", "Cloudflare origin CA key", "v1.0-", r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b"),
    _token("netlify-token", "Netlify token", "nfp_", r"nfp_[A-Za-z0-9]{36}\b"),
    _token("1password-token", "1Password service token", "ops_eyj", r"ops_eyJ[A-Za-z0-9+/=]{200,}"),
    # Money
    _token("stripe-key", "Stripe live key", "sk_live_ rk_live_", r"[sr]k_live_[A-Za-z0-9]{16,}\b"),
    _token("stripe-webhook-secret", "Stripe webhook secret", "whsec_",
           r"whsec_[A-Za-z0-9+/=]{32,64}", MEDIUM),
    _token("square-token", "Square token", "sq0atp- sq0csp-", r"sq0(?:atp-[\w-]{22}|csp-[\w-]{43})"),
    _token("square-token", "Square access token", "eaaa", r"EAAA[\w-]{60}", MEDIUM),
    _token("shopify-token", "Shopify token", "shpat_ shpss_ shpca_ shppa_",
           r"shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}\b"),
    _token("razorpay-key-id", "Razorpay live key id", "rzp_live_", r"rzp_live_[A-Za-z0-9]{14}\b", MEDIUM),
    _token("braintree-token", "Braintree token", "access_token$production$",
           r"access_token\$production\$[a-z0-9]{16}\$[a-f0-9]{32}\b"),
    # Messages
    _token("slack-token", "Slack token", "xoxb- xoxp- xoxa- xoxr- xoxs-",
           r"xox[bpars]-(?:\d{8,14}-){1,3}[A-Za-z0-9-]{16,64}\b"),
    _token("slack-token", "Slack app token", "xapp-", r"xapp-\d-[A-Z0-9]{8,12}-\d{8,14}-[a-f0-9]{64}\b"),
    SecretKind("slack-webhook", "Slack webhook address", ("hooks.slack.com",),
               r"https://hooks\.slack\.com/(?:services|workflows|triggers)/"
               r"(?P<secret>[A-Z0-9]{8,12}/[A-Z0-9]{8,12}/[A-Za-z0-9]{16,32})\b"),
    SecretKind("discord-webhook", "Discord webhook address", ("/api/webhooks/",),
               r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d{15,21}/(?P<secret>[\w-]{60,80})"),
    SecretKind("teams-webhook", "Teams webhook address", ("webhook.office.com",),
               r"https://[\w-]+\.webhook\.office\.com/webhookb2/[\w@-]{73}/IncomingWebhook/"
               r"(?P<secret>[a-f0-9]{32}/[\w-]{36})"),
    _token("discord-token", "Discord bot token", ".g", r"[MNO][A-Za-z\d_-]{23,25}\.G[\w-]{5}\.[\w-]{38}"),
    _token("telegram-token", "Telegram bot token", ":aa", r"\d{8,10}:AA[\w-]{33}"),
    _token("sendgrid-key", "SendGrid key", "sg.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    _token("mailgun-key", "Mailgun key", "key-", r"key-[a-f0-9]{32}\b", MEDIUM),
    _token("mailchimp-key", "Mailchimp key", "-us", r"[a-f0-9]{32}-us\d{1,2}\b"),
    _token("brevo-key", "Brevo key", "xkeysib- xsmtpsib-",
           r"x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b"),
    _token("twilio-key", "Twilio API key", "sk", r"SK[a-f0-9]{32}\b", MEDIUM),
    # AI
    _token("openai-key", "OpenAI key", "t3blbkfj", r"sk-(?:[a-z]{2,10}-)?[\w-]{20,90}T3BlbkFJ[\w-]{20,90}"),
    _token("anthropic-key", "Anthropic key", "sk-ant-", r"sk-ant-(?:api|admin|oat|ort)\d\d-[\w-]{80,120}"),
    _token("openrouter-key", "OpenRouter key", "sk-or-v1-", r"sk-or-v1-[a-f0-9]{64}\b"),
    _token("huggingface-token", "Hugging Face token", "hf_ api_org_", r"(?:hf|api_org)_[A-Za-z]{34}\b"),
    _token("groq-key", "Groq key", "gsk_", r"gsk_[A-Za-z0-9]{52}\b"),
    _token("xai-key", "xAI key", "xai-", r"xai-[A-Za-z0-9]{80}\b"),
    _token("perplexity-key", "Perplexity key", "pplx-", r"pplx-[A-Za-z0-9]{48}\b"),
    _token("replicate-token", "Replicate token", "r8_", r"r8_[A-Za-z0-9]{37}\b"),
    _token("langsmith-key", "LangSmith key", "lsv2_", r"lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b"),
    _token("pinecone-key", "Pinecone key", "pcsk_", r"pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}\b"),
    # Observability and work
    _token("grafana-token", "Grafana token", "glc_ glsa_",
           r"(?:glc_[A-Za-z0-9+/=]{32,}|glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b)"),
    _token("newrelic-key", "New Relic key", "nrak- nriq- nrra-",
           r"NR(?:AK-[A-Z0-9]{27}|IQ-[\w-]{32}|RA-[a-f0-9]{42})\b"),
    _token("sentry-token", "Sentry token", "sntrys_ sntryu_",
           r"(?:sntryu_[a-f0-9]{64}\b|sntrys_eyJ[\w+/=]{60,})"),
    _token("dynatrace-token", "Dynatrace token", "dt0", r"dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b"),
    _token("sonar-token", "Sonar token", "sqp_ squ_ sqa_", r"sq[pua]_[a-f0-9]{40}\b"),
    _token("postman-key", "Postman key", "pmak-", r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}\b"),
    _token("linear-key", "Linear key", "lin_", r"lin_(?:api_[A-Za-z0-9]{40}|oauth_[a-f0-9]{64})\b"),
    _token("notion-token", "Notion token", "ntn_", r"ntn_[0-9]{11}[A-Za-z0-9]{35}\b"),
    _token("figma-token", "Figma token", "figd_", r"figd_[\w-]{40}"),
    _token("airtable-token", "Airtable token", "pat", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b"),
    _token("hubspot-token", "HubSpot token", "pat-na pat-eu",
           r"pat-(?:na|eu)\d-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\b"),
    _token("typeform-token", "Typeform token", "tfp_", r"tfp_[\w.=-]{40,60}"),
    # Anyone's
    _token("jwt", "signed web token", "eyj", r"eyJ[\w-]{12,}\.eyJ[\w-]{12,}\.[\w-]{20,}", MEDIUM),
    SecretKind("url-password", "password in an address", ("://",),
               r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,24}://(?P<user>[^\s:/@\"'`?#<>{}$]{0,64})"
               r":(?P<secret>[^\s:/@\"'`?#<>{}$]{6,128})@(?P<host>[\w.-]{1,128})", MEDIUM, None, 2.2),
)  # fmt: skip

# A name that says "secret", and a value that looks random.
_NAME = (
    r"(?im)(?:^|[^\w-])[\w.-]*?(?:pass(?:word|wd|phrase|code)?|pwd|secret|(?:secret|api|access|auth|signing|"
    r"encryption|private|master|client|app|service|jwt|hmac)[_-]?key|token|credentials?|apikey)"
    r"""(?:_?(?:prod|production|live|value|v?\d))?["'\]]{0,2}\s{0,8}"""
)
KEY_NAME = r"(?i)(?:secret|signing|encryption|jwt|hmac|session)_?key|(?:jwt|signing|session)_?secret"
_KEYWORDS = ("pass", "pwd", "secret", "key", "token", "credential")
IN_CODE = SecretKind(
    "assigned-secret", "secret in the code", _KEYWORDS,
    _NAME + r"(?::\s{0,4}[\w.\[\] |]{1,40}?)?\s{0,8}(?:=|:|:=|=>)\s{0,8}[rRbBuU]{0,2}"
    r"""["'`](?P<secret>[^"'`\s\\]{10,})["'`]""",
    MEDIUM, None, randomness=3.2,
)  # fmt: skip
IN_SETTINGS = SecretKind(
    "assigned-secret", "secret in a settings file", _KEYWORDS,
    _NAME + r"""[:=]\s{0,8}(?P<secret>[^\s"'`${}<>#(),;\\]{10,})[ \t\r]*$""",
    MEDIUM, None, randomness=3.2,
)  # fmt: skip
