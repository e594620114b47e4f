"""In which other classes of clauses the statements of a category are found too, since the class is a model's guess."""

# One paragraph of a short text holds sentences of many, of which the model gives it one.
_CONTRACT = (
    "contact_entity",
    "account_eligibility",
    "notice_of_change",
    "prohibited_use",
    "liability_limitation",
    "warranty_disclaimer",
    "indemnity",
    "user_content_licence",
    "ip_ownership",
)

NEAR: dict[str, tuple[str, ...]] = {
    "data_collection": ("data_use_purposes",),
    "data_use_purposes": ("data_collection",),
    "ai_training_use": ("data_use_purposes", "data_collection", "ip_ownership", "user_content_licence", "user_rights"),
    "data_sharing": ("data_use_purposes", "data_collection", "user_rights", "third_party_services"),
    "retention": ("data_use_purposes", "data_collection", "data_processing_terms", "user_rights", "ai_training_use"),
    "international_transfer": ("data_processing_terms", "data_sharing", "data_use_purposes", "data_collection"),
    "children_age": ("account_eligibility", "data_collection", "service_scope", "prohibited_use"),
    "user_rights": ("data_use_purposes",),
    "advertising_targeting": ("data_use_purposes", "data_sharing", "tracking_cookies"),
    "security": ("data_processing_terms", "data_collection", "account_eligibility"),
    "law_enforcement_access": ("data_sharing", "data_use_purposes", "data_processing_terms"),
    "data_processing_terms": ("data_sharing",),
    "user_content_licence": ("ip_ownership", "data_use_purposes"),
    "ip_ownership": ("user_content_licence",),
    "account_termination": (
        "unilateral_change",
        "content_moderation_appeal",
        "payment_refund_autorenew",
        "service_scope",
        *_CONTRACT,
    ),
    "unilateral_change": ("notice_of_change", "service_scope", "payment_refund_autorenew", "account_termination"),
    "notice_of_change": ("unilateral_change", "service_scope"),
    "dispute_resolution_arbitration": (
        "governing_law",
        "class_action_waiver",
        "contact_entity",
        "liability_limitation",
    ),
    "class_action_waiver": ("dispute_resolution_arbitration",),
    "governing_law": ("dispute_resolution_arbitration", "service_scope", "account_termination", *_CONTRACT),
    "liability_limitation": ("warranty_disclaimer", "indemnity", "third_party_services"),
    "warranty_disclaimer": ("liability_limitation",),
    "indemnity": ("liability_limitation",),
    "marketing_communications": ("data_use_purposes", "user_rights", "advertising_targeting"),
    "automated_decisions": ("user_rights", "data_use_purposes"),
    "biometric_data": ("data_collection", "data_use_purposes", "high_risk_ai_use"),
    "content_moderation_appeal": ("user_content_licence", "prohibited_use", "account_termination"),
    "csam_child_safety": ("prohibited_use", "children_age"),
    "high_risk_ai_use": ("prohibited_use", "automated_decisions", "biometric_data"),
}

# Of these clauses each may state both: the model is not asked again.
CLOSE: dict[str, tuple[str, ...]] = {
    "ai_training_use": ("ip_ownership", "user_content_licence"),
    "children_age": ("account_eligibility", "prohibited_use"),
    "law_enforcement_access": ("data_sharing",),
    "notice_of_change": ("unilateral_change",),
    "dispute_resolution_arbitration": ("governing_law", "contact_entity"),
    "class_action_waiver": ("dispute_resolution_arbitration",),
    "governing_law": ("dispute_resolution_arbitration",),
}
