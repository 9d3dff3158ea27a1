"""What tells of a person, however it is written; and what only looks like it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from library import Library

from macros.data import personal_data
from macros.data.personal_data import Allowed

NBSP, THIN, FIGURE, NARROW = "\u00a0", "\u2009", "\u2007", "\u202f"
PHONE, MAILBOX, PROFILE = "phone number", "e-mail address", "person's profile"
SSN, BIRTH, STREET = "social security number", "birth date", "street address"

# (a text, what is found in it, its kind, its plain form)
HITS = [
    # phones
    ("Call 207-555-0188.", "207-555-0188", PHONE, "2075550188"),
    ("Ring (207) 555-0188 today", "(207) 555-0188", PHONE, "2075550188"),
    ("(207)555-0188", "(207)555-0188", PHONE, "2075550188"),
    ("207.555.0188", "207.555.0188", PHONE, "2075550188"),
    ("207 555 0188", "207 555 0188", PHONE, "2075550188"),
    ("2075550188", "2075550188", PHONE, "2075550188"),
    ("207/555-0188", "207/555-0188", PHONE, "2075550188"),
    ("207 - 555 - 0188", "207 - 555 - 0188", PHONE, "2075550188"),
    (f"207{NBSP}555{NBSP}0188", f"207{NBSP}555{NBSP}0188", PHONE, "2075550188"),
    (f"207{THIN}555{THIN}0188", f"207{THIN}555{THIN}0188", PHONE, "2075550188"),
    (f"207{FIGURE}555{NARROW}0188", f"207{FIGURE}555{NARROW}0188", PHONE, "2075550188"),
    ("207\u2011555\u20110188", "207\u2011555\u20110188", PHONE, "2075550188"),
    ("207\u2013555\u20140188", "207\u2013555\u20140188", PHONE, "2075550188"),
    ("207\u2212555\u22120188", "207\u2212555\u22120188", PHONE, "2075550188"),
    ("２０７-５５５-０１８８", "２０７-５５５-０１８８", PHONE, "2075550188"),
    ("（207）555\uff0d0188", "（207）555\uff0d0188", PHONE, "2075550188"),
    ("٢٠٧-٥٥٥-٠١٨٨", "٢٠٧-٥٥٥-٠١٨٨", PHONE, "2075550188"),
    ("+1 207 555 0188", "+1 207 555 0188", PHONE, "2075550188"),
    ("1-207-555-0188", "1-207-555-0188", PHONE, "2075550188"),
    ("+1 (207) 555-0188", "+1 (207) 555-0188", PHONE, "2075550188"),
    ("tel:+12075550188", "+12075550188", PHONE, "2075550188"),
    ("Tel.207-555-0188", "207-555-0188", PHONE, "2075550188"),
    ("207-555-0188x5", "207-555-0188x5", PHONE, "2075550188x5"),
    ("207-555-0188 x 512", "207-555-0188 x 512", PHONE, "2075550188x512"),
    ("207-555-0188, ext. 5", "207-555-0188, ext. 5", PHONE, "2075550188x5"),
    ("207-555-0188 extension 12", "207-555-0188 extension 12", PHONE, "2075550188x12"),
    ("207-555-0188 #4", "207-555-0188 #4", PHONE, "2075550188x4"),
    ("Jo&#32;at 207&#45;555&#45;0188", "207&#45;555&#45;0188", PHONE, "2075550188"),
    ("207&nbsp;555&nbsp;0188", "207&nbsp;555&nbsp;0188", PHONE, "2075550188"),
    ("tel.: 5550188", "5550188", PHONE, "5550188"),
    ("Call 555-0188", "555-0188", PHONE, "5550188"),
    ("Text me at 555 0188", "555 0188", PHONE, "5550188"),
    ("call or text 555.0188", "555.0188", PHONE, "5550188"),
    ("PHONE: 555 - 0188", "555 - 0188", PHONE, "5550188"),
    ("Phone number is 555-0188", "555-0188", PHONE, "5550188"),
    ("555-0188 (cell)", "555-0188", PHONE, "5550188"),
    ("Mobile #555-0188", "555-0188", PHONE, "5550188"),
    ("+44 20 7946 0958", "+44 20 7946 0958", PHONE, "442079460958"),
    ("0044 20 7946 0958", "0044 20 7946 0958", PHONE, "00442079460958"),
    # mailboxes
    ("Write to pat@example.com.", "pat@example.com", MAILBOX, "pat@example.com"),
    ("pat@ gmail.com", "pat@ gmail.com", MAILBOX, "pat@gmail.com"),
    ("pat @gmail.com", "pat @gmail.com", MAILBOX, "pat@gmail.com"),
    ("pat @ gmail.com", "pat @ gmail.com", MAILBOX, "pat@gmail.com"),
    (f"pat{NBSP}@{NBSP}gmail.com", f"pat{NBSP}@{NBSP}gmail.com", MAILBOX, "pat@gmail.com"),
    ("pat [at] example [dot] com", "pat [at] example [dot] com", MAILBOX, "pat@example.com"),
    ("pat(at)example.com", "pat(at)example.com", MAILBOX, "pat@example.com"),
    ("Pat.Lee {AT} example {DOT} org", "Pat.Lee {AT} example {DOT} org", MAILBOX, "pat.lee@example.org"),
    ("pat at example dot com", "pat at example dot com", MAILBOX, "pat@example.com"),
    ("pat AT mail dot example DOT org", "pat AT mail dot example DOT org", MAILBOX, "pat@mail.example.org"),
    ("pat at mailbox.example", "pat at mailbox.example", MAILBOX, "pat@mailbox.example"),
    ("pat＠example.com", "pat＠example.com", MAILBOX, "pat@example.com"),
    ("ｐａｔ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｐａｔ＠ｅｘａｍｐｌｅ．ｃｏｍ", MAILBOX, "pat@example.com"),
    ("pat&#64;example.com", "pat&#64;example.com", MAILBOX, "pat@example.com"),
    ("pat&#x40;example&#46;com", "pat&#x40;example&#46;com", MAILBOX, "pat@example.com"),
    ("pat&commat;example.com", "pat&commat;example.com", MAILBOX, "pat@example.com"),
    ("mailto:pat%40example.com", "pat%40example.com", MAILBOX, "pat@example.com"),
    ("PAT+news@EXAMPLE.COM", "PAT+news@EXAMPLE.COM", MAILBOX, "pat+news@example.com"),
    ("pat\u200b@example.com", "pat\u200b@example.com", MAILBOX, "pat@example.com"),
    # profiles
    ("LinkedIn.com/in/pat-lee", "LinkedIn.com/in/pat-lee", PROFILE, "linkedin.com/in/pat-lee"),
    (
        "https://www.linkedin.com/in/pat-lee/",
        "https://www.linkedin.com/in/pat-lee/",
        PROFILE,
        "linkedin.com/in/pat-lee",
    ),
    ("see ca.linkedin.com/in/pat", "ca.linkedin.com/in/pat", PROFILE, "linkedin.com/in/pat"),
    ("HTTPS://UK.LINKEDIN.COM/PUB/PAT", "HTTPS://UK.LINKEDIN.COM/PUB/PAT", PROFILE, "linkedin.com/pub/pat"),
    ("linkedin.com%2Fin%2Fpat", "linkedin.com%2Fin%2Fpat", PROFILE, "linkedin.com/in/pat"),
    (
        "https://www.facebook.com/people/Pat/10001",
        "https://www.facebook.com/people/Pat/10001",
        PROFILE,
        "facebook.com/people/pat/10001",
    ),
    # social security numbers
    ("It is 123-45-6789.", "123-45-6789", SSN, "123456789"),
    ("123 45 6789", "123 45 6789", SSN, "123456789"),
    ("123\u201345\u20136789", "123\u201345\u20136789", SSN, "123456789"),
    (f"123{NBSP}45{NBSP}6789", f"123{NBSP}45{NBSP}6789", SSN, "123456789"),
    ("123 - 45 - 6789", "123 - 45 - 6789", SSN, "123456789"),
    ("SSN 123456789", "123456789", SSN, "123456789"),
    ("Social Security number: 123.45.6789", "123.45.6789", SSN, "123456789"),
    # birth dates
    ("born May 3, 1985", "May 3, 1985", BIRTH, "may 3, 1985"),
    ("She was born on 3 May 1985 in Bath", "3 May 1985", BIRTH, "3 may 1985"),
    ("DOB: 05/03/1985", "05/03/1985", BIRTH, "05/03/1985"),
    ("D.O.B. 5-3-85", "5-3-85", BIRTH, "5-3-85"),
    ("Date of birth: 1985-05-03", "1985-05-03", BIRTH, "1985-05-03"),
    ("birthdate is the 3rd of May 1985", "3rd of May 1985", BIRTH, "3rd of may 1985"),
    # streets
    ("Send it to 12 Elm Street, Bath", "12 Elm Street", STREET, "12 elm street"),
    ("45B North High St., Apt 3, Bath", "45B North High St., Apt 3", STREET, "45b north high st, apt 3"),
    ("1600 5th Ave", "1600 5th Ave", STREET, "1600 5th ave"),
    ("12 ELM STREET", "12 ELM STREET", STREET, "12 elm street"),
    (f"12{NBSP}Old Mill{NBSP}Road", f"12{NBSP}Old Mill{NBSP}Road", STREET, "12 old mill road"),
    ("2023 Main Street, Bath", "2023 Main Street", STREET, "2023 main street"),
    ("1234 US Route 1", "1234 US Route 1", STREET, "1234 us route 1"),
    ("She lives at 12 elm street", "12 elm street", STREET, "12 elm street"),
    ("Home address: 7 lower mill road", "7 lower mill road", STREET, "7 lower mill road"),
    ("P.O. Box 123", "P.O. Box 123", STREET, "po box 123"),
]

HONEST = [
    "From 2022-10-03 to 2023-11-21",
    "2024-2026",
    "from 2023 to 2024 and 2025-2027",
    "$3,700,000 of $4,500,000",
    "About 1,200,000 people and 3.5 million dollars",
    "$250 300 2000",
    "Augusta, ME 04330-0054",
    "ZIP 04101-1234 and 04330",
    "NAICS 113310, 321 and 31-33; FIPS 23019",
    "SOC 11-3131.00 and 29-1292",
    "O*NET 47-2061.00, 53-3032.00",
    "ISBN 978-0-306-40615-7",
    "ISBN 2225550188",
    "ISBN-10: 2225550188",
    "Fund 17.258 and 17.278",
    "Grant 2022-0045-117",
    "Award AP-38939-22-60-A-23",
    "EIN 01-6000001",
    "Public Law 2015, chapter 156, 26 MRSA section 3305",
    "26 MRSA section 3305(a)(1)",
    "500-1000 jobs",
    "between 300-2000 people",
    "Call for 500-1000 people",
    "text 2024-2026",
    "Call 24/7",
    "Phone calls: 500",
    "https://www.maine.gov/labor/docs/2023/20230315123456.pdf",
    "https://example.org/story/2075550188",
    "https://example.org/a?id=2075550188&x=1",
    "https://example.org/news/250-300-4000-jobs",
    "https://example.org/12-Elm-Street/",
    "https://www.youtube.com/@maine.gov",
    "https://www.google.com/maps/@44.31,-69.78,15z",
    "https://www.linkedin.com/company/maine-department-of-labor",
    "https://www.facebook.com/mainedol",
    "Learn more at maine.gov and at www.mccs.me.edu.",
    "Look at the dot com boom",
    "@mainedol",
    "5 @ 3.50",
    "C# and C++ 2017, R&D, 27% of 140",
    "987-65-4321",
    "000-12-3456 and 666-12-3456",
    "123-00-4567 and 123-45-0000",
    "1.123-45-6789",
    "The partnership was born in 2019",
    "Born of need, in 2022-2023, it grew",
    "In 2023 Main Street businesses hired",
    "By 2026 Forest Place plans",
    "The work of 43 students on the street",
    "12 miles of road and 5 new ways",
    "3 colleges, 2 employers and Main Street Maine",
    "10 Downtown Streets",
    "54 State House Station, Augusta",
    "Monday 9:00-16:30, Room 207",
    "2026-11-21T09:30:00 and 1795219200",
    "207, 555 and 0188",
    "p-2247678101ac",
    "urn:uuid:12345678-1234-4234-8234-123456789012",
    "lat 44.3106, long -69.7795",
    "m² 207⁵⁵⁵",
    "Peskotomuhkatiyik, Québec – “the best”",
]


@pytest.mark.parametrize(("text", "found", "kind", "key"), HITS, ids=[each[0] for each in HITS])
def test_a_person_is_found_however_it_is_written(text: str, found: str, kind: str, key: str) -> None:
    (only,) = personal_data.find(text, {"mailbox.example"})
    assert (only.text, only.kind, only.key) == (found, kind, key)
    assert text[only.offset : only.offset + only.length] == found
    assert personal_data.could_have(text), "the glance must see it"
    assert list(personal_data.not_allowed(text, Allowed(domains={"mailbox.example"}))) == [only]
    assert list(personal_data.not_allowed(text, Allowed({key}, {"mailbox.example"}))) == []


@pytest.mark.parametrize("text", HONEST)
def test_what_only_looks_like_a_person_is_taken(text: str) -> None:
    assert [(found.kind, found.text) for found in personal_data.find(text, {"mailbox.example"})] == []


def test_everything_in_a_text_is_found_in_its_order_and_once() -> None:
    text = "Pat (born 5/3/1985, SSN 123-45-6789) of 12 Elm Street: pat@example.com, 207-555-0188 x5 or call 555-0199"
    assert [found.text for found in personal_data.find(text)] == [
        "5/3/1985",
        "123-45-6789",
        "12 Elm Street",
        "pat@example.com",
        "207-555-0188 x5",
        "555-0199",
    ]


@pytest.mark.parametrize(
    ("allowed", "written"),
    [
        ("207-621-5165", "(207) 621-5165"),
        ("207-621-5165", "+1 207\u2009621\u20095165"),
        ("+1 (207) 621-5165", "207.621.5165"),
        ("207-621-5165 x5", "2076215165 ext. 5"),
        ("Office@Example.org", "office @ example.org"),
        ("office@example.org", "office&#64;example.org"),
        ("621-5165", "call 6215165"),
        ("45 Commerce Drive", "45 Commerce Drive."),
        ("https://www.linkedin.com/in/pat", "LinkedIn.com/in/pat/"),
    ],
)
def test_a_contact_is_the_same_however_it_is_written(allowed: str, written: str) -> None:
    (found,) = personal_data.find(written)
    assert found.key == personal_data.key_of(allowed)


def test_an_extension_of_an_allowed_number_is_another_contact() -> None:
    allowed = Allowed({personal_data.key_of("207-621-5165")})
    assert [found.text for found in personal_data.not_allowed("207-621-5165 x5", allowed)] == ["207-621-5165 x5"]


def test_problems_of_a_page_have_their_places() -> None:
    text = "Call 207-555-0188.\n\nWrite to jo@mailbox.example\nor to office@example.org, or to pat@\u00a0gmail.com.\n"
    allowed = Allowed({"office@example.org"}, {"mailbox.example"})
    found = list(personal_data.problems_in(text, allowed, "docs/a.md", 7))
    assert [(each.line, each.column, each.value, each.code) for each in found] == [
        (7, 6, "207-555-0188", "personal-data"),
        (9, 10, "jo@mailbox.example", "personal-data"),
        (10, 33, "pat@\u00a0gmail.com", "personal-data"),
    ]
    assert str(found[0]) == (
        "docs/a.md:7:6: The text must not have the phone number '207-555-0188'."
        " If it is an institution's, not a person's, add it to allowed_contacts.csv with a reason."
    )
    assert found[1].hint == "This is a personal mailbox. Name the institution's shared mailbox instead."
    (problem,) = personal_data.problems_in("SSN 123456789", allowed, "docs/a.md")
    assert problem.hint == "Delete it; such a thing is never published."
    assert list(personal_data.problems_in(text, None, "docs/a.md")) == []


def test_the_name_of_a_file_is_checked() -> None:
    (problem,) = personal_data.problems_of_name("jo_207-555-0188.pdf", Allowed(), "docs/assets/jo_207-555-0188.pdf")
    assert str(problem).startswith(
        "docs/assets/jo_207-555-0188.pdf: The file's name must not have the phone number '207-555-0188'."
    )
    assert list(personal_data.problems_of_name("report_2024-2026.pdf", Allowed(), "x")) == []


# --- what is allowed ---------------------------------------------------------------


def test_allowed_contacts_are_read_from_a_data_folder(library: Library) -> None:
    assert personal_data.load_allowed(library.folder) == Allowed(
        {"office@example.org", "2075550100"}, {"mailbox.example"}
    )


def test_a_folder_without_a_table_of_contacts_allows_none(library: Library, tmp_path: Path) -> None:
    library.write("program/datapackage.yaml", "name: program\nresources: []\n")
    assert personal_data.load_allowed(library.folder) == Allowed()
    assert personal_data.load_allowed(tmp_path / "nothing") == Allowed()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("program/datapackage.yaml", "name: [allowed_contacts\n  - name: allowed_contacts\n"),
        ("program/datapackage.yaml", b"\xff\xfe\x00"),
        ("program/datapackage.yaml", "resources:\n  - name: allowed_contacts\n    path: ../../etc.csv\n"),
        ("program/datapackage.yaml", "resources:\n  - name: allowed_contacts\n    path: /etc/passwd\n"),
        ("program/allowed_contacts.csv", "id,other\na,b\n"),
        ("program/allowed_contacts.csv", b"PK\x03\x04"),
        ("program/allowed_contacts.csv", ""),
    ],
)
def test_what_is_allowed_is_unknown_in_a_broken_data_folder(library: Library, file: str, content: str | bytes) -> None:
    library.write(file, content)
    assert personal_data.load_allowed(library.folder) is None


@pytest.mark.parametrize(
    "content",
    [
        "resources: allowed_contacts\n# name: allowed_contacts\n",
        "resources:\n  - x\n  - name: [a]\n# name: allowed_contacts\n",
    ],
)
def test_a_description_of_another_shape_allows_none(library: Library, content: str) -> None:
    library.write("program/datapackage.yaml", content)
    assert personal_data.load_allowed(library.folder) == Allowed()


# --- time ---------------------------------------------------------------------------

WORST = [
    "2",
    "207-",
    "207 555 ",
    "(207) ",
    "1 ",
    "+1",
    "call ",
    "call us at ",
    "a",
    "a.",
    "a@",
    "a@a.",
    "a at ",
    "a at a dot ",
    "a[at]a[dot]",
    "@",
    "[at]",
    "&#64;",
    "%40",
    "linkedin.com/in/",
    "www.",
    "https://",
    "123-45-",
    "123 45 ",
    "ssn ",
    "social security ",
    "born ",
    "born on the ",
    "may 3 ",
    "1 A ",
    "12 Elm ",
    "1 A A A A ",
    "12 5th ",
    "lives at 1 a ",
    "1 Route ",
    "P.O.",
    "x5 ",
    "５",
    "\u00a0",
    "207-555-0188 ",
    "pat@example.com ",
    "12 Elm Street ",
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", WORST)
def test_no_text_takes_longer_than_its_length(piece: str) -> None:
    """Twice the text may take four times as long only on a busy machine; one that grows with the square takes minutes."""
    text = "born dob linkedin street @ 123456789 " + piece * (256 * 1024 // len(piece))
    started = time.process_time()
    for _ in personal_data.find(text, {"gmail.com"}):
        pass
    assert time.process_time() - started < 5
