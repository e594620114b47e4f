"""The names of the categories of provisions in the language that is spoken, for pages and mails.

What is derived from documents, and what programs read, has the English names of `taxonomy.category_names`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, pgettext_lazy

from governance.comparison.weighing.taxonomy import category_names, in_sentence

CATEGORIES: Mapping[str, Any] = {
    "data_collection": pgettext_lazy("category", "Data collection"),
    "data_use_purposes": pgettext_lazy("category", "Data use and legal bases"),
    "ai_training_use": pgettext_lazy("category", "AI training use"),
    "data_sharing": pgettext_lazy("category", "Data sharing"),
    "retention": pgettext_lazy("category", "Retention and deletion"),
    "international_transfer": pgettext_lazy("category", "International transfer"),
    "children_age": pgettext_lazy("category", "Children and age"),
    "user_rights": pgettext_lazy("category", "Privacy rights and controls"),
    "tracking_cookies": pgettext_lazy("category", "Cookies and tracking"),
    "advertising_targeting": pgettext_lazy("category", "Ad targeting"),
    "security": pgettext_lazy("category", "Security"),
    "law_enforcement_access": pgettext_lazy("category", "Law enforcement access"),
    "data_processing_terms": pgettext_lazy("category", "Processor terms"),
    "user_content_licence": pgettext_lazy("category", "User content licence"),
    "ip_ownership": pgettext_lazy("category", "IP and output ownership"),
    "copyright_complaints": pgettext_lazy("category", "Copyright complaints"),
    "account_eligibility": pgettext_lazy("category", "Account and eligibility"),
    "account_termination": pgettext_lazy("category", "Suspension and termination"),
    "service_scope": pgettext_lazy("category", "Service scope and features"),
    "payment_refund_autorenew": pgettext_lazy("category", "Payments and renewal"),
    "creator_monetisation": pgettext_lazy("category", "Creator monetisation"),
    "unilateral_change": pgettext_lazy("category", "Right to change or assign"),
    "notice_of_change": pgettext_lazy("category", "Notice of change"),
    "dispute_resolution_arbitration": pgettext_lazy("category", "Disputes and arbitration"),
    "class_action_waiver": pgettext_lazy("category", "Class action waiver"),
    "governing_law": pgettext_lazy("category", "Governing law"),
    "liability_limitation": pgettext_lazy("category", "Liability limitation"),
    "warranty_disclaimer": pgettext_lazy("category", "Warranty disclaimer"),
    "indemnity": pgettext_lazy("category", "Indemnity"),
    "third_party_services": pgettext_lazy("category", "Third-party services and notices"),
    "prohibited_use": pgettext_lazy("category", "Prohibited use"),
    "csam_child_safety": pgettext_lazy("category", "Child sexual abuse and child safety"),
    "disinformation_deepfakes": pgettext_lazy("category", "Disinformation and synthetic media"),
    "hate_violence_harassment": pgettext_lazy("category", "Hate and violence"),
    "adult_sexual_content": pgettext_lazy("category", "Adult and vulgar content"),
    "regulated_goods_fraud": pgettext_lazy("category", "Regulated goods and fraud"),
    "high_risk_ai_use": pgettext_lazy("category", "High-risk AI use"),
    "content_moderation_appeal": pgettext_lazy("category", "Moderation and appeals"),
    "ad_content_rules": pgettext_lazy("category", "Rules for advertisers"),
    "ranking_transparency": pgettext_lazy("category", "Ranking and transparency"),
    "api_developer_obligations": pgettext_lazy("category", "Developer obligations"),
    "downstream_flowdown": pgettext_lazy("category", "Flow-down to end users"),
    "marketplace_seller": pgettext_lazy("category", "Marketplace and sellers"),
    "accessibility": pgettext_lazy("category", "Accessibility"),
    "export_sanctions": pgettext_lazy("category", "Export and sanctions"),
    "effective_date": pgettext_lazy("category", "Effective date"),
    "contact_entity": pgettext_lazy("category", "Entity and contacts"),
    "biometric_data": pgettext_lazy("category", "Biometric data"),
    "automated_decisions": pgettext_lazy("category", "Automated decisions and profiling"),
    "marketing_communications": pgettext_lazy("category", "Marketing communications"),
    "other": pgettext_lazy("category", "Other"),
}


def category_in_words(category_id: str) -> str:
    """Return the name of the category in the language that is spoken; what is no category stays as it is."""
    return str(CATEGORIES.get(category_id, category_id))


def spoken_category(name: str) -> str:
    """Return the English name of a category in the language that is spoken; other words stay as they are."""
    return category_in_words(_ids().get(name, name))


def category_in_sentence(name: str) -> str:
    """Return the English name of a category as it stands within a sentence of the language that is spoken."""
    spoken = spoken_category(name)
    return in_sentence(spoken) if get_language() == "en" else spoken


@lru_cache(maxsize=1)
def _ids() -> dict[str, str]:
    return {name: category_id for category_id, name in category_names().items()}
