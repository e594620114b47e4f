"""What a third party can be shown of our captures: records, a log of them, and bundles that verify themselves."""
