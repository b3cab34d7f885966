"""The Export page: everything goes out at any time, and codes come in whole or not at all."""

from storage.queries.findings import responses_with_codings
from tests.human_counts import rows
from workbench import findings

PAGE = "export_data"


def test_everything_can_be_taken_out(open_page, seeded):
    at = open_page(PAGE, seeded.coded)
    assert not at.exception
    keys = {button.key for button in at.get("download_button")}
    assert keys == {
        "coded-answers_xlsx", "coded-answers_csv", "themes_xlsx", "themes_docx", "themes_tex", "themes_html",
        "material_zip", "journal-and-memos_docx", "journal-and-memos_html",
    }  # fmt: skip


def test_codes_from_another_program_come_in(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    ids = [row["response_id"] for row in rows("responses.csv")[:3]]
    file = "response_id,code\n" + "".join(f"{name},Waiting\n" for name in ids)
    at.file_uploader(key="codings_file").upload("codes.csv", file.encode(), "text/csv")
    at.button(key="FormSubmitter:codings_form-Bring in").click().run()
    assert not at.exception and not at.error
    assert at.success[0].value == "New codings: 3. There already: 0. Codes added: 1."
    with seeded.store.reading() as conn:
        assert len(responses_with_codings(conn, seeded.fresh, seeded.coder)) == 3


def test_a_file_with_one_wrong_row_brings_in_nothing_and_names_the_row(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    good = rows("responses.csv")[0]["response_id"]
    file = f"response_id,code\n{good},Waiting\nnobody,Waiting\n"
    at.file_uploader(key="codings_file").upload("codes.csv", file.encode(), "text/csv")
    at.button(key="FormSubmitter:codings_form-Bring in").click().run()
    assert "row 3: no answer has the response_id 'nobody'" in at.error[0].value
    assert "Nothing was brought in" in at.error[0].value
    assert findings.offer(seeded.store, seeded.fresh, seeded.coder).codes == 0


def test_pressing_the_button_without_a_file_says_so(open_page, seeded):
    at = open_page(PAGE, seeded.fresh)
    at.button(key="FormSubmitter:codings_form-Bring in").click().run()
    assert [error.value for error in at.error] == ["Choose a CSV file first."]


def test_a_coder_who_does_not_lead_brings_in_no_codes(open_page, seeded):
    coder = seeded.join("Cleo", seeded.fresh, "coder")
    at = open_page(PAGE, seeded.fresh, coder)
    at.file_uploader(key="codings_file").upload("codes.csv", b"response_id,code\nR00008,Waiting\n", "text/csv")
    at.button(key="FormSubmitter:codings_form-Bring in").click().run()
    assert "does not allow you to bring in codings" in at.error[0].value
