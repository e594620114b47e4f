// Tells the sign-up in which time zone the browser is, so that days, quiet hours and digests follow the person's clock.
document.getElementById("zone").value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
