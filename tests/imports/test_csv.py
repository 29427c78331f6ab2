"""CSV as other programs write it: lines told exactly, odd encodings and shapes read or refused clearly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.channels.files import ImportOptions, read_tickets
from servicedesk.domain.errors import BadFile, Invalid
from servicedesk.domain.import_identity import Identities
from servicedesk.domain.importing import FieldRules, TicketRecord, normalise


def subjects(result) -> list[str]:
    return [record.subject for record in result[0]]


def lines(result) -> list[int]:
    return [record.line for record in result[0]]


def test_a_line_is_the_first_physical_line_of_its_row(read):
    text = 'subject,body\none,"a\nb\n\nc"\n\ntwo,x\n"thr\nee",y\n,\nfour,"z\r\nz"\r\nfive,\n'
    good, bad = result = read(text)
    assert subjects(result) == ["one", "two", "thr\nee", "four", "five"]
    assert lines(result) == [2, 7, 8, 11, 13]
    assert good[0].body == "a\nb\n\nc"
    assert [(row.line, row.field) for row in bad] == [(10, "subject")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one(read, end):
    result = read(end.join(["subject,body", "a,1", "b,2", ""]))
    assert lines(result) == [2, 3]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Müller schrieb: „kaputt“ 退款"),
        ("utf-8-sig", "Müller 退款"),
        ("utf-16", "Müller 退款 and some plain words"),
        ("utf-16-le", "plain words without a mark"),
        ("utf-16-be", "plain words without a mark"),
        ("utf-32", "Müller 退款"),
        ("cp1252", "Müller – “kaputt” für 5 €"),
        ("gb18030", "订单还没到，请退款，谢谢"),
    ],
)
def test_encodings_are_found_out(read, encoding, text):
    assert subjects(read(f"subject,tags\n{text},x\n".encode(encoding))) == [text]


def test_an_encoding_can_be_named(read):
    assert subjects(read("subject\nпосылка\n".encode("koi8-r"), encoding="koi8-r")) == ["посылка"]


def test_bytes_that_fit_no_encoding_are_refused_with_their_line(read):
    with pytest.raises(BadFile, match=r"csv:3: .*not cp1252"):
        read(b"subject\ngood\nna\xefve \x81\n", encoding="cp1252")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_out(read, delimiter):
    assert subjects(read(f'subject{delimiter}"a, b; c"{delimiter}body\nhello{delimiter}x{delimiter}y\n')) == ["hello"]


def test_excels_delimiter_line_is_understood(read):
    result = read("sep=;\r\nsubject;body\r\na,b;c\r\n")
    assert (subjects(result), lines(result)) == (["a,b"], [3])


def test_rows_of_another_width_are_rejected_unless_only_empty_cells_are_too_many(read):
    good, bad = read("subject,body,tags\na,b\na,b,c,d\na,b,c,,\n   \nlast,b,c\n")
    assert [record.line for record in good] == [4, 6]
    assert [(row.line, row.field) for row in bad] == [(2, ""), (3, "")]
    assert bad[0].reason == "2 columns where the header has 3"


def test_a_quote_that_never_closes_is_told_and_not_swallowed(read):
    good, bad = read('subject,body\na,b\nc,"d\ne,f\ng,h\n')
    assert [record.subject for record in good] == ["a"]
    assert bad[0].line == 3
    assert "never closed; it runs to line 5" in bad[0].reason


def test_quotes_inside_a_field_are_text(read):
    good, bad = read('subject,body\na 5" pipe,b\n"say ""hi""",c\n')
    assert (bad, [record.subject for record in good]) == ([], ['a 5" pipe', 'say "hi"'])


def test_nul_and_long_texts_come_in(read):
    good, bad = read("subject,body\na\0b," + "x" * 1_000_000 + "\n")
    assert bad == []
    assert good[0].subject == "a\N{REPLACEMENT CHARACTER}b"
    assert len(good[0].body) == 1_000_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"SQLite format 3\0\x10\0\x02\x02\0" + bytes(80), "this is a database, not a file of tickets"),
        (b"\x7fELF\x02\x01\x01\0subject,body\n", "this is not a text file; save it as CSV or JSON"),
        (b"\x7fELF\x02\x01\x01\0" + b"\x03\0" * 40, "this is not a text file; save it as CSV or JSON"),
    ],
)
@pytest.mark.parametrize("name", ["shop.db", "shop.csv", "shop.jsonl"])
def test_what_is_no_text_is_called_so(read, content, sentence, name):
    with pytest.raises(BadFile, match=sentence):
        read(content, name)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n  \n"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(BadFile, match="the file is empty"):
        read(content)


def test_a_header_alone_is_no_ticket(read):
    assert read("subject,body\n") == ([], [])


def test_a_column_that_is_not_there_is_named_with_those_that_are(read):
    with pytest.raises(BadFile, match="Subjekt: no such column; there are Betreff, Text"):
        read("Betreff,Text\na,b\n", maps={"subject": "Subjekt"})


def test_a_column_twice_in_the_header_is_refused_only_where_it_is_used(read):
    assert subjects(read("subject,x,x\na,1,2\n")) == ["a"]
    with pytest.raises(BadFile, match="stands twice"):
        read("subject,x,x\na,1,2\n", maps={"tags": "x"})


def test_a_file_without_subject_or_body_says_so(read):
    with pytest.raises(BadFile, match="no column is a subject or a body; map one of a, b"):
        read("a,b\n1,2\n")


def test_columns_are_taken_by_name_whatever_their_spelling(read):
    (record,), _ = read("External ID,Subject,Created-At,Customer Email\n7,a,2025-01-02,m@example.com\n")
    assert (record.external_id, record.customer_email) == ("7", "m@example.com")
    assert record.created_at.isoformat() == "2025-01-02T00:00:00+00:00"


def test_sets_stand_for_every_row_and_maps_over_names(read):
    (record,), _ = read("subject,topic,kind\na,b,inquiry\n", maps={"subject": "topic"}, sets={"kind": "complaint"})
    assert (record.subject, record.kind) == ("b", "complaint")


def test_rows_without_an_id_are_told_apart_by_content_and_count(read):
    good, _ = read("subject,note\na,1\na,1\na,2\n a ,1\n")
    assert len({record.key for record in good}) == 4
    again, _ = read("note,subject\n1,a\n1,a\n2,a\n1,a\n")
    assert [record.key for record in again] == [record.key for record in good]


def test_one_id_with_two_stories_is_rejected_the_second_time(read):
    good, bad = read("external_id,subject\n1,a\n1,a\n1,b\n")
    assert [record.line for record in good] == [2, 3]
    assert (bad[0].line, bad[0].field) == (4, "external_id")
    assert "line 2" in bad[0].reason


def test_files_that_are_not_text_are_refused(read, tmp_path):
    with pytest.raises(BadFile, match="save it as CSV"):
        read(b"PK\x03\x04 zipped", name="tickets.xlsx")
    with pytest.raises(BadFile, match="there is no such file"):
        read_tickets(tmp_path / "absent.csv")
    with pytest.raises(BadFile, match="not from a folder"):
        read_tickets(tmp_path, ImportOptions(format="csv"))
    with pytest.raises(BadFile, match=r"no \.json files"):
        read_tickets(tmp_path)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"format": "xml"}, "format"),
        ({"maps": {"betreff": "x"}}, "map"),
        ({"sets": {"betreff": "x"}}, "set"),
        ({"values": {"betreff": {}}}, "map-value"),
        ({"encoding": "klingon"}, "encoding"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
    ],
)
def test_options_that_do_not_exist_are_refused(read, options, field):
    with pytest.raises(Invalid) as refused:
        read("subject\na\n", **options)
    assert refused.value.details["field"] == field


@given(rows=st.lists(st.tuples(st.text(), st.text()), max_size=6), ends=st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_wrote_is_read_back_with_its_lines(tmp_path, rows, ends):
    """Whatever the texts are: as many items as rows, each at the line where it was written."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=ends, quoting=csv.QUOTE_ALL)
    writer.writerow(("subject", "body"))
    expected = []
    for row in rows:
        before = io.StringIO(out.getvalue(), newline="")
        expected.append(sum(1 for _ in before) + 1)
        writer.writerow([text.encode("utf-8", "replace").decode() for text in row])
    path = tmp_path / "any.csv"
    path.write_bytes(out.getvalue().encode())
    items = list(read_tickets(path, ImportOptions(encoding="utf-8")))
    assert [item.line for item in items] == expected


def test_an_external_id_told_twice_with_other_values_is_rejected_with_the_line_of_the_first(read):
    good, bad = read("external_id,subject\n1,a\n2,b\n1,a\n\n1,other\n2,b\n2,B\n")
    assert [(record.line, record.subject) for record in good] == [(2, "a"), (3, "b"), (4, "a"), (7, "b")]
    assert [(row.line, row.field) for row in bad] == [(6, "external_id"), (8, "external_id")]
    assert [row.reason for row in bad] == [
        f"the row of line {line} has the same external_id and other values" for line in (2, 3)
    ]


@given(st.lists(st.tuples(st.integers(1, 2**40), st.sampled_from("abc"), st.sampled_from("xyz")), max_size=30))
def test_what_contradicts_an_earlier_row_is_known_by_its_line(rows):
    identities, first = Identities(), {}
    for line, key, subject in rows:
        record = normalise(line, {"external_id": key, "subject": subject}, FieldRules(), lambda one: f"id:{one}")
        assert isinstance(record, TicketRecord)
        begun, told = first.setdefault(key, (line, subject))
        assert identities.contradicted(record) == (None if told == subject else begun)
