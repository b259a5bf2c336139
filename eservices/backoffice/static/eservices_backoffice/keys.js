// The list by single keys: j the next request, k the one before, o opens it (so does Enter).
// The page loads this only where Wagtail's switch for shortcuts is on (WCAG 2.1.4); in a field
// and under a dialog the keys type.

const steps = { j: 1, k: -1 };

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=dialog]")) return;
  const links = [...document.querySelectorAll(".desk-scroll .title a")];
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  if (key === "o" && here >= 0) return links[here].click();
  if (!(key in steps)) return;
  const next = here < 0 ? 0 : here + steps[key];
  links[next]?.focus();
});
