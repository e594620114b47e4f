"""Short invented documents for the comparison tests."""

TERMS = """# Terms of Service

Effective: March 1, 2026

## 1. Your account

1.1 You must be at least 13 years old to use Papertrail.

1.2 You are responsible for everything that happens under your account.

## 2. Your content

2.1 You keep all rights to the drawings you upload to Papertrail.

2.2 We do not use your drawings to train machine learning models.

## 3. Retention

3.1 We keep server logs for 30 days after you close your account.

3.2 We delete your drawings when you ask us to, unless a law requires us to keep them.

## 4. Fees

* A subscription renews each month until you cancel it.
* We may refund fees at our sole discretion.

## 5. Cookies

| Cookie | Purpose | Duration |
| --- | --- | --- |
| pt_session | keeps you signed in | 1 day |
| pt_theme | remembers the colour theme | 1 year |
"""

# The terms as those of a service that their title names.
NAMED_TERMS = TERMS.replace("# Terms", "# Papertrail Terms")

AUDIO_RULES = """
## 6. Audio

6.1 You must disclose that audio made with Papertrail is synthetic.

6.2 You may not clone the voice of a person without their consent.
"""

ERROR_PAGE = "# Oops\n\nThis page isn't available right now.\n\nPlease try again later.\n"


def with_date(text: str, stated: str) -> str:
    """The text with another effective date."""
    return text.replace("March 1, 2026", stated)
