"""What is read of a CSV file of vendors: columns, letters, separators, and what is refused with which words."""

import contextlib
import time

import pytest

from alerts.vendors.reading import LARGEST_LIST, MOST_ROWS, ListedVendor, NotAVendorList, read_vendor_list

pytestmark = pytest.mark.pure


def read(text, encoding="utf-8"):
    return read_vendor_list(text.encode(encoding) if isinstance(text, str) else text)


def pairs(text, encoding="utf-8"):
    return [(vendor.name, vendor.address) for vendor in read(text, encoding).vendors]


@pytest.mark.parametrize(
    "text",
    [
        "name,website\nOwl Post,owl.example\nAcme,\n",
        "Website;Vendor Name\nowl.example;Owl Post\n;Acme\n",
        "Risk\tCompany\tDomain\nhigh\tOwl Post\towl.example\nlow\tAcme\t\n",
        '\ufeffname,website\r\n"Owl Post","owl.example"\r\n"Acme",""\r\n',
        "\n\nname,website\n\nOwl Post,owl.example\n , \nAcme,\n\n",
    ],
)
def test_columns_are_found_by_their_headers(text):
    assert pairs(text) == [("Owl Post", "owl.example"), ("Acme", "")]


def test_exports_of_vanta_and_drata_are_read():
    vanta = "Vendor name,Risk level,websiteUrl\nOwl Post,High,https://owl.example\n"
    assert read(vanta).vendors == (ListedVendor("Owl Post", "https://owl.example"),)
    drata = (
        "Name,Privacy Policy URL,Terms Of Use URL,Is Sub-Processor\n"
        "Owl Post,https://owl.example/privacy,https://owl.example/terms,Yes\nAcme,,https://acme.example/terms,false\n"
        "Bolt,,,\n"
    )
    found = read(drata)
    assert [vendor.is_sub_processor for vendor in found.vendors] == [True, False, None]
    assert found.vendors[0].address == "https://owl.example/privacy"
    assert found.columns == {
        "name": "Name",
        "address": "Privacy Policy URL",
        "is_sub_processor": "Is Sub-Processor",
    }


def test_without_headers_the_first_column_holds_names_or_addresses():
    assert pairs("Owl Post,high\nhttps://acme.example/,low\nbolt.example\n") == [
        ("Owl Post", ""),
        ("https://acme.example/", "https://acme.example/"),
        ("bolt.example", "bolt.example"),
    ]
    assert read("Owl Post\n").columns == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_the_usual_encodings_are_read_and_said(encoding):
    found = read("name\nÉcole Ünïque\n", encoding)
    assert found.vendors[0].name == "École Ünïque"
    assert found.encoding == encoding.removesuffix("-sig")


def test_line_breaks_in_quotes_and_formulas_are_text():
    assert pairs('name,website\n"Owl\nPost",owl.example\n"=1+1",\n') == [("Owl Post", "owl.example"), ("=1+1", "")]


def test_rows_without_a_name_and_an_address_are_counted():
    found = read("name,website,owner\nOwl Post,,Ada\n,,Grace\n")
    assert (len(found.vendors), found.empty_rows) == (1, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "names no vendor"),
        (b"name,website\n", "names no vendor"),
        (b"name\nOwl\x00Post\n", "zero byte"),
        ("name\nOwl".encode("utf-16-le"), "zero byte"),
        ("name\nOwl".encode("utf-32"), "UTF-32"),
        (b"\xff\xfea", "can't be read"),
        (b"name\n\x81\x8d\n", "can't be read"),
        (b'name\n"Owl Post\n', "Line 2 can't be read as CSV"),
        (b'name\n"Owl" Post\n', "Line 2 can't be read as CSV"),
        (b"name\n" + b"x" * 201, "The name in row 2 has more than 200 characters"),
        (b"name,url\nOwl," + b"x" * 2049, "The address in row 2 has more than 2,048 characters"),
        (b"name\n" + b'"' + b"x" * 200_000 + b'"', "Line 2 can't be read as CSV"),
        (b"a\n" * (MOST_ROWS + 1), "more than 10,000 rows"),
        (b"a," * 300, "more than 200 columns"),
        (b"a" * (LARGEST_LIST + 1), "larger than"),
    ],
)
def test_what_can_not_be_read_is_refused_with_words(data, said):
    with pytest.raises(NotAVendorList, match=said):
        read(data)


def test_10_000_rows_are_read():
    text = "name,website\n" + "".join(f"Vendor {n},https://v{n}.example/\n" for n in range(MOST_ROWS))
    assert len(read(text).vendors) == MOST_ROWS


@pytest.mark.parametrize("unit", ['""', '",', ";,\t", "\n", "a,", '"a"\n', "\u0301", "﷽\n"])
def test_twice_as_much_of_a_hostile_text_takes_no_more_than_a_few_times_as_long(unit):
    def seconds(length):
        data = (unit * length)[:LARGEST_LIST].encode()[:LARGEST_LIST]
        started = time.process_time()
        with contextlib.suppress(NotAVendorList):
            read(data)
        return time.process_time() - started

    short, long = (min(seconds(length) for _ in range(3)) for length in (10_000, 40_000))
    assert long < 20 * max(short, 0.002)
