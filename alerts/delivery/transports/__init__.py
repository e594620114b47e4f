"""Ways to send mail: to files, by SMTP, by SendGrid."""
