"""The public Open Terms Archive collections that we know, with the credit to show beside their texts.

Their databases are under the Open Data Commons Attribution License (ODC-BY) 1.0.
"""

from dataclasses import dataclass

from governance.importers.git_source import is_url, same_place

ODC_BY = "ODC-BY 1.0"
ODC_BY_URL = "https://opendatacommons.org/licenses/by/1-0/"


@dataclass(frozen=True, slots=True)
class KnownCollection:
    slug: str
    name: str
    address: str
    attribution: str


KNOWN_COLLECTIONS = {
    collection.slug: collection
    for collection in (
        KnownCollection(
            "genai-eu-versions",
            "Generative AI, European Union",
            "https://github.com/OpenTermsArchive/genai-eu-versions",
            "ZeMKI (University of Bremen), Lab Platform Governance, Media and Technology, "
            "and Open Terms Archive contributors",
        ),
        KnownCollection(
            "pga-versions",
            "Platform Governance Archive",
            "https://github.com/OpenTermsArchive/pga-versions",
            "Platform Governance Archive, ZeMKI (University of Bremen), and Open Terms Archive contributors",
        ),
        KnownCollection(
            "vlopses-us-versions",
            "Very large online platforms and search engines, United States",
            "https://github.com/OpenTermsArchive/vlopses-us-versions",
            "Open Terms Archive Core Team and Open Terms Archive contributors",
        ),
    )
}


def known_collection(name: str, address: str) -> KnownCollection | None:
    """Return the known collection that is published at this address, or whose name this file or folder has.

    A repository's README is not asked: anybody may write another's name into it.
    """
    for slug, collection in KNOWN_COLLECTIONS.items():
        if is_url(address):
            if same_place(collection.address, address):
                return collection
        elif name.lower() in (slug, slug.removesuffix("-versions")):
            return collection
    return None
