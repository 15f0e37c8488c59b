"""Results of checks as reports meet them: one for each thing that a report must get right."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tidegate.model.finding import Confidence, Disposition, Finding, Kind, Severity, Status, Step
from tidegate.model.oversight import GivenApproval, Missing, Oversight, OversightState, Uncounted
from tidegate.model.result import (
    Access,
    Alternative,
    BlastRadius,
    Caller,
    ChangeSummary,
    CheckResult,
    Control,
    Coverage,
    Decision,
    Dependencies,
    DependencyChange,
    DependencyPlace,
    EntryPoint,
    Excerpt,
    Inputs,
    NotAnalysed,
    Observed,
    Purpose,
    Reason,
    Review,
    Tool,
)
from tidegate.model.tier import Tier

TOOL = Tool(name="tidegate", version="0.1.0")
INPUTS = Inputs(config=None, policy=None, knowledge="sha256:5f0c", advisories_date=None)


def change(title: str, commits: int, files: int, added: int, removed: int) -> ChangeSummary:
    return ChangeSummary(
        repository="acme/shop",
        title=title,
        base="1f0c9d4e" * 5,
        head="7be2a850" * 5,
        merge_base="1f0c9d4e" * 5,
        commits=commits,
        files=files,
        added=added,
        removed=removed,
    )


SQL = Finding(
    id="3f2a9c1b",
    rule="sql-injection",
    title="SQL injection",
    cwe=(89,),
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    status=Status.INTRODUCED,
    kind=Kind.FLOW,
    path="refunds/queries.py",
    line=31,
    end_line=33,
    column=12,
    message="A query string value becomes part of a statement. `find_refunds` was safe before: its only "
    "caller passed constants.",
    fix='db.execute(text("SELECT * FROM refund WHERE status = :status"), {"status": status})',
    trace=(
        Step("api/refunds.py", 18, "a value from the URL"),
        Step("api/refunds.py", 22, "passed on as `status`"),
        Step(
            "refunds/queries.py",
            32,
            "becomes part of the statement; nothing on the way makes it safe for SQL",
        ),
    ),
    entry_point="GET /api/refunds",
    fingerprints={"tidegate/flow-1": "3f2a9c1b77d0e4a1"},
    line_hash="9a1be3c07f225d1c:1",
)
LOST = Finding(
    id="b81d04e6",
    rule="lost-authorization",
    title="authorization lost",
    cwe=(862,),
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    status=Status.INTRODUCED,
    kind=Kind.LOST_CONTROL,
    path="api/refunds.py",
    line=40,
    end_line=44,
    message='POST /api/refunds/{id}/approve was protected by require_role("finance"); now only '
    "login_required stands before it.",
    fix='Put @require_role("finance") back, or protect the router with it.',
    trace=(Step("api/refunds.py", 38, "asked for the role", side="base"),),
    entry_point="POST /api/refunds/{id}/approve",
    fingerprints={"tidegate/control-1": "b81d04e6aa02c9fe"},
)
SECRET = Finding(
    id="c40e77aa",
    rule="secret-aws-access-key",
    title="AWS secret access key",
    cwe=(798,),
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    status=Status.INTRODUCED,
    kind=Kind.SECRET,
    path="config/settings.py",
    line=12,
    end_line=12,
    column=18,
    message="What looks like an AWS secret access key is part of the source; whoever can read the repository "
    "can use it.",
    fix="Revoke the key, then read it from the environment.",
    fingerprints={"tidegate/secret-1": "c40e77aa10b3d2f5"},
)
TIMEOUT = Finding(
    id="d9130f52",
    rule="request-without-timeout",
    title="request without timeout",
    cwe=(400,),
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    status=Status.INTRODUCED,
    kind=Kind.MISUSE,
    path="refunds/payments/providers/international/bank_transfer_client.py",
    line=57,
    end_line=60,
    column=16,
    message="Nothing bounds how long this waits. likely: the type of `client` is not known; it looks like "
    "requests.Session.",
    fix="Say how long to wait:\nclient.post(url, json=body, timeout=(3, 10))",
    fingerprints={"tidegate/misuse-1": "d9130f52c6e2a4b0"},
    attribution={"tool": "Claude Code", "model": "Opus 4.6"},
)
FIXED = Finding(
    id="07aa31c9",
    rule="path-traversal",
    title="path traversal",
    cwe=(22,),
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    status=Status.FIXED,
    kind=Kind.FLOW,
    path="files/serve.py",
    line=14,
    end_line=14,
    message="A part of the URL names the file that is sent.",
    trace=(Step("files/serve.py", 12, "a part of the URL"), Step("files/serve.py", 14, "names the file")),
    entry_point="GET /files/{name}",
    fingerprints={"tidegate/flow-1": "07aa31c9e1f80d33"},
)
OLD = Finding(
    id="e1c2b3a4",
    rule="weak-hash",
    title="weak hash",
    cwe=(327, 328),
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    status=Status.EXISTING,
    kind=Kind.MISUSE,
    path="files/etag.py",
    line=9,
    end_line=9,
    message="MD5 is no protection against someone who chooses the input.",
    fingerprints={"tidegate/misuse-1": "e1c2b3a4d5f60718"},
)
ACCEPTED = Finding(
    id="5d5d0c0d",
    rule="open-redirect",
    title="open redirect",
    cwe=(601,),
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    status=Status.INTRODUCED,
    kind=Kind.FLOW,
    path="accounts/login.py",
    line=71,
    end_line=71,
    message="A query string value decides where the browser goes next.",
    trace=(
        Step("accounts/login.py", 70, "a value from the URL"),
        Step("accounts/login.py", 71, "the new place"),
    ),
    entry_point="GET /login",
    fingerprints={"tidegate/flow-1": "5d5d0c0d9f9f1a1a"},
    disposition=Disposition(
        state="accepted",
        reason="The proxy allows our own hosts only.",
        by="ana@acme.example",
        until="2027-03-31",
    ),
)

QUERIES = Excerpt(
    "refunds/queries.py",
    29,
    (
        "def find_refunds(db: Session, status: str) -> list[Refund]:",
        '    """Refunds in one state."""',
        "    rows = db.execute(",
        "        f\"SELECT * FROM refund WHERE status = '{status}'\"",
        "    )",
        "    return [Refund(**row) for row in rows]",
    ),
)
REFUNDS = Excerpt(
    "api/refunds.py",
    16,
    (
        '@router.get("/api/refunds")',
        "def refunds(request: Request) -> list[Refund]:",
        '    status = request.args["status"]',
        "    if not status:",
        "        return []",
        "    db = session()",
        "    return find_refunds(db, status)",
    ),
)
APPROVE = Excerpt(
    "api/refunds.py",
    37,
    (
        '@router.post("/api/refunds/{id}/approve")',
        "@login_required",
        "@audited",
        "def approve(id: int) -> Refund:",
        "    refund = load(id)",
    ),
)
APPROVE_BEFORE = Excerpt(
    "api/refunds.py",
    36,
    (
        "",
        '@router.post("/api/refunds/{id}/approve")',
        '@require_role("finance")',
        "@login_required",
        "@audited",
        "def approve(id: int) -> Refund:",
    ),
    side="base",
)
SETTINGS = Excerpt(
    "config/settings.py",
    11,
    ('AWS_REGION = "eu-central-1"', 'AWS_SECRET_KEY = "wJal…••••"', "DEBUG = False"),
)
BANK = Excerpt(
    "refunds/payments/providers/international/bank_transfer_client.py",
    56,
    (
        "        body = transfer.as_json()",
        "        answer = client.post(",
        '            f"{self.base_url}/v2/transfers/abroad?to={transfer.iban}&ref={transfer.reference}",',
        "            json=body,",
        "        )",
        "        answer.raise_for_status()",
    ),
)

RADIUS = BlastRadius(
    changed=("refunds.queries.find_refunds", "api.refunds.refunds", "api.refunds.approve"),
    callers=4,
    entry_points=(
        EntryPoint("http", "GET /api/refunds", "api/refunds.py", 17, (), "api.refunds.refunds", changed=True),
        EntryPoint(
            "http",
            "POST /api/refunds/{id}/approve",
            "api/refunds.py",
            40,
            (Control("authentication", "acme.auth.login_required", "api/refunds.py", 38),),
            "api.refunds.approve",
            changed=True,
        ),
        EntryPoint("http", "GET /reports/daily", "reports/views.py", 9, (), "reports.views.daily"),
    ),
    data=(
        Access("refund", ("status",), "read", "changed", "refunds/queries.py", 31),
        Access("refund", ("approved_by", "approved_at"), "write", "touched", "api/refunds.py", 46),
    ),
    services=(Access("api.bank.example", (), "call", "new", BANK.path, 57),),
    tests=(
        "tests.test_refunds.test_list",
        "tests.test_refunds.test_approve",
        "tests.test_reports.test_daily",
    ),
    edges=(
        Caller("api.refunds.refunds", "refunds.queries.find_refunds", "api/refunds.py", 22),
        Caller("reports.views.daily", "refunds.queries.open_refunds", "reports/views.py", 12),
        Caller("refunds.queries.open_refunds", "refunds.queries.find_refunds", "refunds/queries.py", 40),
    ),
)

RISKY = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..refunds", 4, 5, 47, 12),
    decision=Decision.BLOCK,
    tier=Tier.CRITICAL,
    reasons=(
        Reason("introduced-finding", "this change introduces SQL injection that the internet reaches",
               ("refunds/queries.py",)),
        Reason("lost-control", "POST /api/refunds/{id}/approve lost its authorization", ("api/refunds.py",)),
        Reason("secret", "a secret was added", ("config/settings.py",)),
        Reason("new-service", "api.bank.example is called for the first time", (BANK.path,)),
    ),
    review=Review(required=True, humans=2, because=("one of security-reviewers", "a manager (payment code)")),
    findings=(TIMEOUT, OLD, LOST, FIXED, SQL, ACCEPTED, SECRET),
    blast_radius=RADIUS,
    coverage=Coverage(analysed=5),
    excerpts=(QUERIES, REFUNDS, APPROVE, APPROVE_BEFORE, SETTINGS, BANK),
    timings={"git": 0.05, "facts": 0.16, "flow": 0.2},
)  # fmt: skip

ONE = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("staged changes", 0, 1, 6, 2),
    decision=Decision.BLOCK,
    tier=Tier.HIGH,
    reasons=RISKY.reasons[:1],
    findings=(SQL,),
    coverage=Coverage(analysed=1),
    excerpts=(QUERIES, REFUNDS),
    timings={"total": 0.19},
)

HARMLESS = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..docs", 1, 2, 8, 3),
    decision=Decision.PASS,
    tier=Tier.NONE,
    reasons=(Reason("prose-only", "prose only", ("docs/install.md", "README.md")),),
    coverage=Coverage(
        analysed=0,
        not_analysed=(
            NotAnalysed("docs/install.md", "prose", False),
            NotAnalysed("README.md", "prose", False),
        ),
    ),
    timings={"git": 0.04},
)

ORDINARY = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..tidy-names", 2, 3, 31, 24),
    decision=Decision.PASS,
    tier=Tier.LOW,
    blast_radius=BlastRadius(
        changed=("shop.cart.total",),
        callers=2,
        entry_points=(
            EntryPoint(
                "http", "GET /cart", "shop/views.py", 12,
                (Control("authentication", "django.contrib.auth.decorators.login_required"),),
                "shop.views.cart",
            ),
            EntryPoint("cli", "shop.commands.invoice", "shop/commands.py", 8, (), "shop.commands.invoice"),
        ),
        edges=(Caller("shop.views.cart", "shop.cart.total", "shop/views.py", 15),),
    ),
    findings=(FIXED,),
    coverage=Coverage(analysed=3),
    timings={"git": 0.05, "facts": 0.16},
)  # fmt: skip

NEW_QUERY = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..export", 1, 2, 26, 4),
    decision=Decision.REVIEW,
    tier=Tier.MEDIUM,
    reasons=(
        Reason("data-access", "customers are read in a new way", ("shop/export.py",)),
        Reason("new-service", "files.example is called for the first time", ("shop/upload.py",)),
    ),
    review=Review(required=True, humans=1, because=("personal data",)),
    blast_radius=BlastRadius(
        changed=("shop.export.customers",),
        callers=1,
        entry_points=(
            EntryPoint("schedule", "shop.jobs.nightly", "shop/jobs.py", 5, (), "shop.jobs.nightly"),
        ),
        data=(Access("Customer", ("email", "name"), "read", "new", "shop/export.py", 18),),
        services=(Access("files.example", (), "call", "new", "shop/upload.py", 30),),
        tests=("tests.test_export.test_customers",),
        edges=(Caller("shop.jobs.nightly", "shop.export.customers", "shop/jobs.py", 7),),
    ),
    coverage=Coverage(analysed=2),
    timings={"total": 0.22},
)

COULD_NOT_TELL = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..billing", 1, 4, 20, 3),
    decision=Decision.REVIEW,
    tier=Tier.MEDIUM,
    reasons=(
        Reason("not-analysed", "production code was not analysed", ("services/billing/calc.rs",)),
    ),
    review=Review(required=True, humans=1, because=("someone must read what could not be analysed",)),
    coverage=Coverage(
        analysed=3,
        not_analysed=(
            NotAnalysed("services/billing/calc.rs", "Rust is not a language this version knows"),
            NotAnalysed("docs/billing.md", "prose", False),
        ),
    ),
    timings={"git": 0.05, "facts": 0.09},
)  # fmt: skip

STOPPED = "callers of core.base.Model.save: stopped after 2,000 files; to go on: --timeout 60"
CUT = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..core", 3, 2, 50, 50),
    decision=Decision.REVIEW,
    tier=Tier.HIGH,
    reasons=(
        Reason("data-access", "a query is new", ("core/queries.py",)),
        Reason("limit-reached", f"could not tell: {STOPPED}"),
    ),
    review=Review(required=True, humans=1),
    blast_radius=BlastRadius(
        changed=("core.base.Model.save",), callers=2000, complete=False, limits=(STOPPED,)
    ),
    coverage=Coverage(analysed=2),
    timings={"total": 1.9},
)  # fmt: skip

OBSERVE = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..refunds", 4, 1, 7, 1),
    decision=Decision.PASS,
    tier=Tier.HIGH,
    observed=Observed(Decision.BLOCK, "2026-12-31"),
    reasons=RISKY.reasons[1:2],
    findings=(LOST,),
    blast_radius=BlastRadius(changed=("api.refunds.approve",), entry_points=RADIUS.entry_points[1:2]),
    coverage=Coverage(analysed=1),
    excerpts=(APPROVE, APPROVE_BEFORE),
    timings={"total": 0.3},
)


def numbered(index: int) -> Finding:
    severity = (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.UNKNOWN)[index % 4]
    return Finding(
        id=f"{index:08x}",
        rule=f"rule-{index % 7}",
        title=f"weakness number {index % 7}",
        cwe=(100 + index % 7,),
        severity=severity,
        confidence=Confidence.HIGH,
        status=Status.EXISTING if index % 10 == 9 else Status.INTRODUCED,
        kind=Kind.MISUSE,
        path=f"package/module_{index % 12}.py",
        line=index + 1,
        end_line=index + 1,
        message="Something is used in a way that it was not made for.",
        fix="Use it in the other way.",
        fingerprints={"tidegate/misuse-1": f"{index:08x}{index:08x}"},
    )


MANY = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..rewrite", 40, 122, 9120, 8077),
    decision=Decision.REVIEW,
    tier=Tier.HIGH,
    reasons=tuple(
        Reason("introduced-finding", f"reason number {n}", (f"package/module_{n}.py",)) for n in range(9)
    ),
    review=Review(required=True, humans=2),
    findings=tuple(numbered(index) for index in range(60)),
    blast_radius=BlastRadius(
        changed=tuple(f"package.module_{n}.work" for n in range(12)),
        callers=240,
        entry_points=tuple(
            EntryPoint("http", f"GET /things/{n}", "package/views.py", n + 1, (), f"package.views.thing_{n}")
            for n in range(30)
        ),
        edges=tuple(
            Caller(f"package.views.thing_{n}", f"package.module_{n % 12}.work", "package/views.py", n + 2)
            for n in range(30)
        ),
        tests=tuple(f"tests.test_{n}" for n in range(50)),
    ),
    coverage=Coverage(
        analysed=110,
        not_analysed=(
            *(
                NotAnalysed(f"native/part_{n}.cc", "C++ is not a language this version knows")
                for n in range(9)
            ),
            NotAnalysed("package/huge.py", "12 MB is over the 2 MB that are read"),
            *(NotAnalysed(f"images/{n}.png", "an image", False) for n in range(2)),
        ),
    ),
    excerpts=tuple(
        Excerpt(f"package/module_{n}.py", 1, tuple(f"use(thing_{line})" for line in range(60)))
        for n in range(12)
    ),
    timings={"total": 2.5},
)

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066\u200b @everyone #1 ![x](//e.example/i) <img src=x>"
EVIL += " `a` | b\r\n# no"
BAD_BYTES = b'sr\xe9/caf\xc3\xa9\n\x1b[31m "q".py'.decode("utf-8", "surrogateescape")

HOSTILE = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=ChangeSummary(f"/{EVIL}", f"main..{EVIL}", None, None, None, 1, 1, 1, 1),
    decision=Decision.BLOCK,
    tier=Tier.HIGH,
    reasons=(Reason("introduced-finding", f"because {EVIL}", (BAD_BYTES,)),),
    review=Review(required=True, humans=1, because=(EVIL,)),
    findings=(
        Finding(
            id="0bad0bad",
            rule="sql-injection",
            title=f"SQL injection {EVIL}",
            cwe=(89,),
            severity=Severity.HIGH,
            confidence=Confidence.LOW,
            status=Status.INTRODUCED,
            kind=Kind.FLOW,
            path=BAD_BYTES,
            line=2,
            end_line=2,
            message=f"A value {EVIL} becomes part of a statement.",
            fix=f"```\n</details><script>alert(1)</script>\n```\n{EVIL}",
            trace=(Step(BAD_BYTES, 1, f"from {EVIL}"), Step(BAD_BYTES, 2, "```` to `x`")),
            entry_point=f"GET /{EVIL}",
            fingerprints={"tidegate/flow-1": "0bad0bad0bad0bad"},
        ),
    ),
    blast_radius=BlastRadius(
        changed=('evil"]; click n0 "javascript:alert(1)"', EVIL),
        entry_points=(EntryPoint("http", f"GET /{EVIL}", BAD_BYTES, 1, (), EVIL),),
        data=(Access(EVIL, (EVIL,), "read", "new", BAD_BYTES, 1),),
        edges=(Caller(EVIL, 'evil"]; click n0 "javascript:alert(1)"', BAD_BYTES, 1),),
        limits=(EVIL,),
        complete=False,
    ),
    coverage=Coverage(analysed=1, not_analysed=(NotAnalysed(BAD_BYTES, EVIL),)),
    excerpts=(Excerpt(BAD_BYTES, 1, (f"\tx = 1  # {EVIL}", "```\ty = '宽字符' + x  # \udcff\u202e")),),
    timings={EVIL: 0.1},
)

NOT_UTF8 = b"src/caf\xe9.py".decode("utf-8", "surrogateescape")

ODD_PATH = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..latin-1", 1, 1, 1, 1),
    decision=Decision.REVIEW,
    tier=Tier.MEDIUM,
    reasons=(Reason("not-analysed", "production code was not analysed", (NOT_UTF8,)),),
    review=Review(required=True, humans=1),
    coverage=Coverage(
        analysed=0,
        not_analysed=(NotAnalysed(NOT_UTF8, "it is neither UTF-8 nor says what it is"),),
    ),
    timings={"total": 0.1},
)

VULNERABLE = Finding(
    id="5d0c77e1",
    rule="vulnerable-dependency",
    title="A dependency with a known weakness",
    cwe=(1395,),
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    status=Status.INTRODUCED,
    kind=Kind.DEPENDENCY,
    path="uv.lock",
    line=88,
    end_line=88,
    message="markupsafe 1.0, pulled in by jinja2 is affected by PYSEC-0000-1: It is wrong.",
    fix="Use markupsafe 1.1 or newer.",
    fingerprints={"tidegate/identity-1": "5d0c77e1aa02c9fe"},
    packages=("PyPI:markupsafe",),
)


def package(name: str, line: int, what: str, **fields: Any) -> DependencyChange:
    places = (DependencyPlace("uv.lock", line),)
    return DependencyChange(ecosystem="PyPI", name=name, what=(what,), places=places, **fields)


PACKAGES = CheckResult(
    tool=TOOL,
    inputs=INPUTS,
    change=change("main..templates", 1, 2, 61, 12),
    decision=Decision.REVIEW,
    tier=Tier.MEDIUM,
    reasons=(Reason("vulnerable-dependency", VULNERABLE.message.rstrip("."), ("uv.lock",)),),
    review=Review(required=True, humans=1, because=("a dependency with a known weakness",)),
    findings=(VULNERABLE,),
    dependencies=Dependencies(
        added=(
            package("idna", 12, "added", head_version="3.7", direct=False, via=("httpx", "anyio")),
            package(
                "jinja2",
                50,
                "added",
                head_version="3.1.4",
                head_range=">=3",
                direct=True,
                purpose=Purpose("templates", "templates"),
                alternatives=(Alternative(name="mako", why="used", places=14),),
            ),
            package(
                "babel",
                60,
                "added",
                head_version="2.16",
                direct=True,
                purpose=Purpose("translations", "translations"),
                alternatives=(Alternative(name="python-i18n", why="replaced"),),
            ),
            package("markupsafe", 88, "added", head_version="1.0", direct=False, via=("jinja2",)),
            *(package(f"part-{n}", 100 + n, "added", head_version="1.0", via=("jinja2",)) for n in range(6)),
        ),
        updated=(
            package("flask", 30, "upgraded", base_version="3.0.0", head_version="3.0.3", direct=True),
            package(
                "ruff", 140, "left-registry", base_version="0.5.0", head_range="git", direct=True, scope="dev"
            ),
        ),
        removed=(package("pytz", 70, "removed", base_version="2024.1", direct=True),),
    ),
    coverage=Coverage(analysed=1),
    timings={"git": 0.05, "dependencies": 0.12},
)


APPROVED = replace(
    NEW_QUERY,
    decision=Decision.PASS,
    reasons=(Reason("approved", "approved by ben"), *NEW_QUERY.reasons),
    review=Review(required=False, humans=0),
    oversight=Oversight(
        state=OversightState.APPROVED,
        given=(
            GivenApproval(
                event="ab" * 32, person="ben", role="reviewer", presence="present", at="2026-11-23T12:00:00Z"
            ),
        ),
        uncounted=(
            Uncounted(event="cd" * 32, person="ada", why="ada had a part in the change: author"),
            Uncounted(event="ef" * 32, person="dee", why="it is of 0123456789ab: a new push voids it"),
        ),
        events=3,
    ),
)
REFUSED = replace(
    NEW_QUERY,
    decision=Decision.BLOCK,
    reasons=(Reason("refused", "eve: \x1b[31mno\u202e"), *NEW_QUERY.reasons),
    oversight=Oversight(
        state=OversightState.REFUSED,
        missing=(
            Missing(what="one person of security", who=("ben", "dee")),
            Missing(what="somebody else as lead"),
        ),
        refused=("eve: \x1b[31mno\u202e\n## not a heading",),
        unknown=("author X <x@y> of commit 0123456789ab",),
    ),
)

SAMPLES = {
    "risky": RISKY,
    "one": ONE,
    "harmless": HARMLESS,
    "ordinary": ORDINARY,
    "new-query": NEW_QUERY,
    "approved": APPROVED,
    "refused": REFUSED,
    "could-not-tell": COULD_NOT_TELL,
    "cut": CUT,
    "observe": OBSERVE,
    "many": MANY,
    "hostile": HOSTILE,
    "odd-path": ODD_PATH,
    "packages": PACKAGES,
}
