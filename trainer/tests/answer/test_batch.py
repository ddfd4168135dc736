"""A batch answers each conversation as if it were alone."""

from pathlib import Path

import pytest

from retort_trainer.answer.ask import Ask, Message
from retort_trainer.answer.batch import Row
from retort_trainer.answer.student import AnsweringStudent
from retort_trainer.export.greedy import MAX_NEW_TOKENS, answer_greedily, load_student

PROMPTS = ("Say hello.", "What is 12 plus 30?", "Name the capital of France, and say why it is.")


def ask(number: int, text: str, **more: object) -> Ask:
    return Ask.model_validate(
        {"number": number, "messages": [Message(role="user", content=text)], **more}
    )


def answers(student: AnsweringStudent, asked: list[Ask]) -> dict[int, str]:
    rows = [student.row(one) for one in asked]
    texts = dict.fromkeys((one.number for one in asked), "")

    def hear(row: Row, piece: str) -> None:
        texts[row.number] += piece

    student.batch.run(rows, hear, lambda _: False)
    assert all(row.finish is not None for row in rows)
    return texts


@pytest.mark.parametrize("name", ["llama", "qwen2"])
def test_greedy_answers_in_a_padded_batch_are_the_models_own(
    name: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(name)
    student = AnsweringStudent(folder)
    model, tokenizer = load_student(folder)
    asked = [ask(n, text, max_tokens=MAX_NEW_TOKENS) for n, text in enumerate(PROMPTS)]
    alone = {
        one.number: tokenizer.decode(
            answer_greedily(model, tokenizer, [m.model_dump() for m in one.messages]).answer_ids,
            skip_special_tokens=True,
        )
        for one in asked
    }
    assert answers(student, asked) == alone
    assert len(set(alone.values())) > 1, "answers that differ"


def test_a_sampled_answer_depends_on_its_own_seed_alone(llama: Path) -> None:
    student = AnsweringStudent(llama)
    warm = {"temperature": 1.0, "top_p": 0.9, "max_tokens": 12}
    asked = [ask(n, text, seed=n + 5, **warm) for n, text in enumerate(PROMPTS)]
    together = answers(student, asked)
    for one in asked:
        assert answers(student, [one])[one.number] == together[one.number]
    other = ask(9, PROMPTS[0], seed=77, **warm)
    assert answers(student, [other])[9] != together[0]


def test_rows_that_end_early_leave_the_others_as_they_are(llama: Path) -> None:
    student = AnsweringStudent(llama)
    long = ask(1, PROMPTS[0], max_tokens=20)
    expected = answers(student, [long])[1]
    short = [ask(n, PROMPTS[1], max_tokens=n) for n in (2, 3)]
    assert answers(student, [short[0], long, short[1]])[1] == expected


def test_a_row_that_nobody_waits_for_leaves_unfinished(llama: Path) -> None:
    student = AnsweringStudent(llama)
    rows = [student.row(ask(n, PROMPTS[0], max_tokens=8)) for n in (1, 2)]
    student.batch.run(rows, lambda *_: None, lambda row: row.number == 1)
    assert (rows[0].finish, rows[0].tokens) == (None, 1)
    assert (rows[1].finish, rows[1].tokens) == ("length", 8)


def test_an_answer_ends_before_its_stop_string(llama: Path) -> None:
    student = AnsweringStudent(llama)
    whole = answers(student, [ask(1, PROMPTS[0], max_tokens=20)])[1]
    stop = whole[5:8]
    row = student.row(ask(1, PROMPTS[0], max_tokens=20, stop=["never", stop]))
    said: list[str] = []
    student.batch.run([row], lambda _, piece: said.append(piece), lambda _: False)
    assert "".join(said) == whole[: whole.index(stop)]
    assert row.finish == "stop"


def test_a_prompt_that_fills_the_context_is_refused(llama: Path) -> None:
    student = AnsweringStudent(llama)
    with pytest.raises(ValueError, match="context"):
        student.row(ask(1, "word " * 2000))
