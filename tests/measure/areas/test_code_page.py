"""Texts of statistics offices in the code pages that their spreadsheets still write."""

import pytest

from isopolis.measure.areas.formats.code_page import find_code_page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Kod;Nazwa osiedla;Ludność ogółem;Cudzoziemcy\n001;Żoliborz;Śródmieście", "cp1250"),
        ("Код;Район;Население общо;Българи;Други\n1;Младост;2", "cp1251"),
        ("Κωδικός;Συνοικία;Πληθυσμός;Αλλοδαποί\n1;Ψυχικό;2", "cp1253"),
        ("Bezirk;Bevölkerung;Ausländer\n1;Köpenick;Größe", "cp1252"),
        ("Quartier;Étrangers;Ménages\n1;Saint-Étienne;À côté", "cp1252"),
        ("Barrio;Población;Extranjeros\n1;Peñagrande;2", "cp1252"),
    ],
)
def test_the_code_page_is_the_one_in_which_the_words_are_words(text: str, page: str) -> None:
    assert find_code_page(text.encode(page)) == page
