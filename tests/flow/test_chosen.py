"""Which part of what a call is given counts: the messages of one role, the variables of one text."""

from __future__ import annotations

import pytest
from engine import Analysis

HEAD = """\
from flask import Flask, request
from langchain_core.prompts import ChatPromptTemplate
from openai import OpenAI
app = Flask(__name__)
client = OpenAI()
RULES = "Be kind."


def said(role, text): return {"role": role, "content": text}


def create(messages): return client.chat.completions.create(model="m", messages=messages)


@app.post("/x")
def view():
    text = request.json["text"]
    history = [said("user", text)]
"""


def lines(body: str) -> list[int]:
    code = HEAD + "".join(f"    {line}\n" for line in body.splitlines())
    return Analysis({"app.py": code}).findings().get("prompt-injection", [])


CREATED, FIRST = 12, HEAD.count("\n") + 1  # the line in ``create``, the first of the body


@pytest.mark.parametrize(
    "body",
    [
        "create([said('system', RULES), said('user', text)])",
        "create([said('system', RULES), *history])",
        "create([*history])",
        "create(request.json['messages'])",
        "create([said(request.json['role'], text)])",
        "history.append(said('system', RULES))\ncreate(history)",
        "create([said('assistant', text)])",
    ],
)
def test_what_a_user_says_is_no_instruction(body: str) -> None:
    assert lines(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "create([said('system', text)])",
        "create([{'role': 'developer', 'content': [{'type': 'text', 'text': RULES + text}]}, *history])",
        "system = said('system', RULES)\nsystem['content'] += text\ncreate([system])",
        "create(messages=[said('system', text)])",
    ],
)
def test_what_the_system_says_counts_where_the_call_is(body: str) -> None:
    assert lines(body) == [CREATED]


@pytest.mark.parametrize(
    ("system", "human", "found"),
    [
        ("Speak like {style}.", "{question}", True),
        ("Speak like {other}.", "{style} {question}", False),
        ("Be kind.", "{style}", False),
    ],
)
def test_variables_count_in_texts_of_the_system(system: str, human: str, found: bool) -> None:
    body = f"""\
prompt = ChatPromptTemplate.from_messages([("system", "{system}"), ("human", "{human}")])
prompt.invoke({{"style": text, "question": "?", "other": "a poet"}})"""
    assert lines(body) == ([FIRST + 1] if found else [])
