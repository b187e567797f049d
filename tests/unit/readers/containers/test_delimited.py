"""A CSV: delimiter and encoding from evidence, quotes, addresses as in Excel."""

import pytest
import written_files as written
from hypothesis import given
from hypothesis import strategies as st

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.delimited import read_delimited
from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.encodings.byte_texts import ByteText

TEXT = 'Biểu số: NTM-01;;\nMã xã;Tên xã;Số hộ\n00001;Xã Bình Phú;1.234,5\n00002;"Xã A; B\nC";\n'
ROWS = [
    ["Biểu số: NTM-01", "", ""],
    ["Mã xã", "Tên xã", "Số hộ"],
    ["00001", "Xã Bình Phú", "1.234,5"],
    ["00002", "Xã A; B\nC", ""],
]


def rows(content, registry):
    opened = open_workbooks(content, "a.csv", registry)
    assert opened.kind == "csv" and len(opened.grids) == 1
    return opened.grids[0].rows, [(found.rule_id, found.actual, found.expected) for found in opened.findings]


@pytest.mark.parametrize(
    "write",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        written.windows_1258,
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_ends_of_lines(write, end, registry):
    found, findings = rows(write(TEXT.replace("\n", end)), registry)
    assert found == [[cell.replace("\n", end) for cell in row] for row in ROWS] and findings == []


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(delimiter, registry):
    text = "\n".join(delimiter.join(row) for row in [["Mã", "Tên", "Số"], ["1", "Bình Phú", "7"], ["2", "An Phú", ""]])
    found, findings = rows(text.encode(), registry)
    assert found == [["Mã", "Tên", "Số"], ["1", "Bình Phú", "7"], ["2", "An Phú", ""]] and findings == []


def test_decimal_commas_do_not_cut_a_table_of_semicolons(registry):
    found, findings = rows(b"a;b\n1,5;2,5\n3,5;4\n", registry)
    assert found == [["a", "b"], ["1,5", "2,5"], ["3,5", "4"]] and findings == []


def test_a_table_that_two_delimiters_cut_evenly_is_doubtful(registry):
    found, findings = rows(b"1,5;2,5\n3,5;4,5\n1,0;2,0\n", registry)
    assert len(found) == 3
    assert [rule for rule, *_ in findings] == ["COMMON-R025"] and findings[0][1].startswith("utf-8, ")


def test_the_line_for_excel_tells_the_delimiter_and_is_no_row(registry):
    assert rows(b"sep=|\na|b;c\n1|2\n", registry) == ([["a", "b;c"], ["1", "2"]], [])


@pytest.mark.parametrize("name", ["TCVN3", "VNI"])
def test_bytes_of_old_fonts_are_decoded_and_kept_as_typed(name, registry, old_alphabets):
    opened = open_workbooks(old_alphabets[name].encode(TEXT * 3).encode("latin-1"), "a.csv", registry)
    grid = opened.grids[0]
    assert grid.rows[:4] == ROWS
    assert grid.typed[2, 1] == old_alphabets[name].encode("Xã Bình Phú")
    assert [(found.rule_id, found.actual) for found in opened.findings] == [("COMMON-R023", name)]


def test_an_encoding_without_vietnamese_words_is_doubtful(registry):
    _, findings = rows("Müller;Société\n1;2\n".encode("cp1252"), registry)
    assert findings[0][0] == "COMMON-R025" and findings[0][2]


def test_a_letter_is_no_table(registry):
    opened = open_workbooks("Kính gửi: Văn phòng điều phối\nVề việc báo cáo, đề nghị xem xét\n".encode(), "a.txt", registry)
    assert opened.is_refused and opened.findings[0].details["reason"] == "is_text"


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=3, max_size=3),
        min_size=2,
        max_size=8,
    ),
    st.sampled_from([";", ",", "\t", "|"]),
)
def test_a_quoted_table_comes_back(table, delimiter):
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    grid, _ = read_delimited(ByteText(f"sep={delimiter}\n{text}", "utf-8"), Budget())
    assert grid.rows == table
