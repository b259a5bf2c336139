// The square code of a receipt carries the tracking code after a #, which no server is sent.
const field = document.querySelector("input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && !field.value && /^[0-9A-Z-]{9,11}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("input[name=fact]")?.focus();
}
