"""What the mails about accounts say. Pure: the facts come in, a letter comes out."""

from accounts.letters import Letter
from billing.plans import PLANS, TRIAL_TIER, Tier
from web.notice_letters import WHY, covers


def letter_of_welcome(*, site_url: str, trial_days: int) -> Letter:
    """The letter to somebody who has just shown that the address is theirs."""
    trial = PLANS[TRIAL_TIER]
    return Letter(
        subject="Welcome to Clausewatch",
        preheader="Put a platform on your watchlist, and we tell you what changes in its terms.",
        paragraphs=(
            "Put a platform on your watchlist, and we tell you what changed in its terms and policies, in which "
            f"clause, in the document\u2019s own words. For now {covers(PLANS[Tier.FREE])}",
            f"{trial.name} has everything, same-day alerts included, and is free to try for {trial_days} days without "
            "a card.",
        ),
        action=("See what is watched", f"{site_url}/"),
        closing=(f"Everything you can do, you can do over the API: {site_url}/api/v1/docs/",),
        why=WHY,
    )


def letter_about_deletion(*, day: str, moment: str, keep_url: str) -> Letter:
    """The letter to somebody who asked for the account to be deleted."""
    return Letter(
        subject=f"Your account will be deleted on {day}",
        preheader="You can take it back until then. Nothing has been erased yet.",
        paragraphs=(
            f"You, or somebody who knows your password, asked us to delete your account. On {moment} we end what you "
            "pay for and erase everything that is yours.",
            "Every sign-in and API key has ended already, and no alerts or digests are sent in the meantime. Until "
            "then you can take it back, by this link or by signing in.",
        ),
        action=("Keep my account", keep_url),
        closing=(
            "What stays afterwards names nobody: the record of which plans were held, and a keyed hash of your address "
            "by which a used trial, or mail that came back, is known. Invoices stay with the payment provider, as the "
            "law asks.",
        ),
        why=WHY,
    )
