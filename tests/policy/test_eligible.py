from __future__ import annotations

from datetime import date

import msgspec
import pytest
from overseen import DAY, PEOPLE

from tidegate.model.attribution import Attribution, Claim, Evidence, Trust
from tidegate.model.change import Commit
from tidegate.model.people import People, Person
from tidegate.policy.eligible import Involved, eligible, involved, why_not


def commit(
    author: str = "ada@example.com", committer: str | None = None, *trailers: tuple[str, str], name: str = "c"
) -> Commit:
    return Commit(
        id=name * 40,
        parents=(),
        author_name="A",
        author_email=author,
        author_time=0,
        committer_name="C",
        committer_email=committer or author,
        commit_time=0,
        message="",
        trailers=trailers,
    )


def tool(text: str, source: str = "author", method: str = "address") -> Attribution:
    claim = Claim(
        tool="t",
        name="Tool",
        confidence=Trust.TRAILER,
        evidence=(Evidence(source, method, text),),
        commit="c" * 40,
    )
    return Attribution(claims=(claim,))


NOBODY = Attribution()


def test_everybody_who_had_a_part() -> None:
    found = involved(
        [commit("ada@example.com", "bob@example.com", ("Co-authored-by", "Cy <CY@example.com>"))],
        PEOPLE,
        NOBODY,
        pusher="github:dee",
        gaining=frozenset({"new"}),
    )
    assert found.how == {
        "ada": ("author",),
        "bob": ("committer",),
        "cy": ("co-author",),
        "dee": ("last pusher",),
        "new": ("gains by the change",),
    }
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (commit("eve@example.com", "ada@example.com"), "author A <eve@example.com> of commit cccccccccccc"),
        (commit("ada@example.com", "eve@example.com"), "committer C <eve@example.com> of commit"),
        (commit("ada@example.com", None, ("Co-Authored-By", "Eve <eve@x>")), "co-author Eve <eve@x> of"),
        (commit("", "ada@example.com"), "author A <> of commit"),
    ],
)
def test_whoever_is_not_known_makes_the_set_unknown(one: Commit, said: str) -> None:
    (unknown,) = involved([one], PEOPLE, NOBODY).unknown
    assert unknown.startswith(said)


def test_an_unknown_pusher() -> None:
    assert involved([], PEOPLE, NOBODY, pusher="github:eve").unknown == ("the last pusher, github:eve",)


def test_an_address_of_two_people_is_unknown() -> None:
    twins = People((*PEOPLE.persons, Person(id="x", emails=("ada@example.com",))))
    assert involved([commit()], twins, NOBODY).unknown


def test_an_agent_that_commits_by_itself_was_driven_by_somebody() -> None:
    known = tool("author A <tool@vendor.example>")
    alone = commit("tool@vendor.example", "tool@vendor.example")
    assert involved([alone], PEOPLE, known).unknown == ("who drove Tool in commit cccccccccccc",)
    assert involved([commit("agent@example.com")], PEOPLE, NOBODY).unknown == (
        "who drove agent in commit cccccccccccc",
    )


@pytest.mark.parametrize("key", ["Co-authored-by", "Initiated-by", "On-behalf-of"])
def test_who_drove_the_agent_is_out(key: str) -> None:
    known = tool("author A <tool@vendor.example>")
    one = commit("tool@vendor.example", "tool@vendor.example", (key, "Bob <bob@example.com>"))
    found = involved([one], PEOPLE, known)
    assert found.unknown == ()
    assert why_not(PEOPLE.persons[1], found, DAY) is not None


def test_a_tool_as_co_author_is_no_unknown_person() -> None:
    value = "Claude <noreply@vendor.example>"
    one = commit("ada@example.com", None, ("Co-authored-by", value))
    assert involved([one], PEOPLE, tool(f"Co-authored-by: {value}", "commit")).unknown == ()
    assert involved(
        [one], PEOPLE, tool(f"Co-authored-by: {value}", "commit", "trailer")
    ).unknown  # a name is no proof


def test_a_name_that_holds_an_address_is_not_that_address() -> None:
    one = commit("tool@vendor.example", "eve@example.com", ("Co-authored-by", "Ada <ada@example.com>"))
    known = tool("author X <eve@example.com> <tool@vendor.example>")
    assert involved([one], PEOPLE, known).unknown == ("committer C <eve@example.com> of commit cccccccccccc",)


def test_a_bot_needs_no_driver() -> None:
    found = involved([commit("robot@example.com")], PEOPLE, NOBODY)
    assert (found.unknown, set(found.how)) == ((), {"robot"})


def test_who_may_approve() -> None:
    parts = Involved({"ada": ("author", "committer")})
    assert [person.id for person in eligible(PEOPLE, parts, DAY)] == ["bob", "cy", "dee"]
    assert why_not(PEOPLE.persons[0], parts, DAY) == "ada had a part in the change: author, committer"
    assert (
        why_not(PEOPLE.persons[1], parts, date(2027, 2, 1)) == "the training of bob counted until 2027-01-31"
    )
    robot = PEOPLE.get("robot")
    assert robot is not None
    assert why_not(robot, parts, DAY) == "robot is no human"


@pytest.mark.parametrize(
    "message",
    [
        "Subject\nCo-authored-by: Bob <bob@example.com>\n",
        "Subject\n\nCo-authored-by: Bob <bob@example.com>\n\nMore words.\n",
    ],
)
def test_who_is_named_beside_the_trailers_does_not_approve(message: str) -> None:
    found = involved([msgspec.structs.replace(commit(), message=message)], PEOPLE, NOBODY)
    assert found == Involved({"ada": ("author", "committer"), "bob": ("co-author",)})


def test_a_stranger_beside_the_trailers_is_prose() -> None:
    message = "Subject\nCo-authored-by: Claude <noreply@anthropic.com>\n"
    found = involved([msgspec.structs.replace(commit(), message=message)], PEOPLE, NOBODY)
    assert found == Involved({"ada": ("author", "committer")})


def test_nobody_on_a_line_of_several_is_overlooked() -> None:
    trailer = ("Co-authored-by", "Bob <bob@example.com>, Zoe <zoe@else.example>")
    found = involved([commit("ada@example.com", None, trailer)], PEOPLE, NOBODY)
    assert found.how == {"ada": ("author", "committer"), "bob": ("co-author",)}
    assert found.unknown == (f"co-author Zoe <zoe@else.example> of commit {'c' * 12}",)
