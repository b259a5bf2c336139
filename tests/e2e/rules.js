// What no general checker sees: returns [rule, detail] for each fault of the page as it stands.
() => {
  const found = [];
  const say = (rule, one) =>
    found.push([rule, typeof one === "string" ? one : one.outerHTML.slice(0, 140)]);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const box = (one) => one.getBoundingClientRect();
  const shown = (one) =>
    box(one).width > 0 && getComputedStyle(one).visibility === "visible" &&
    !one.closest("[hidden], .visually-hidden, [aria-hidden=true]");
  const words = (one) => one.textContent.replace(/\s+/g, " ").trim();

  // P4: one heading of the first level, no level left out, landmarks once and named.
  if (all("h1").length !== 1) say("h1", String(all("h1").length));
  let level = 0;
  for (const one of all("main :is(h1, h2, h3, h4, h5, h6):not(.error-summary *)")) {
    const next = Number(one.tagName[1]);
    if (next > level + 1) say("heading level left out", one);
    level = next;
  }
  if (all("main").length !== 1) say("main", String(all("main").length));
  const names = all("nav, search, form[role=search]").map((one) => one.getAttribute("aria-label"));
  if (names.filter((name, place) => name && names.indexOf(name) !== place).length)
    say("two landmarks of one name", names.join(", "));
  for (const one of all("nav:not([aria-label]):not([aria-labelledby])")) say("nameless nav", one);

  // P12: 24 px for every target, 44 px for controls and buttons; links within a sentence are free.
  for (const one of all("a, button, input, select, textarea, summary")) {
    if (!shown(one) || box(one).bottom < 0 || one.closest("[aria-hidden=true]")) continue;
    const choice = one.matches("[type=radio], [type=checkbox]");
    const target = choice && one.labels.length ? one.labels[0] : one;
    const control = one.matches("button, .button, select, textarea, input:not([type=hidden])");
    const sentence = one.matches("a") && one.parentElement.matches("p, dd, span, td, li > p, .meta")
      && words(one.parentElement) !== words(one);
    if (sentence) continue;
    if (box(target).height < (control ? 44 : 24) - 0.5 || box(target).width < 24)
      say("small target", one);
  }

  // P14: nothing moves, plays or reloads by itself.
  if (document.getAnimations().length) say("motion", String(document.getAnimations().length));
  for (const one of all("[autoplay], marquee, meta[http-equiv=refresh i]")) say("moves by itself", one);

  // P17: a link says where it leads, alone; a file says its format and size; no new window.
  const targets = new Map();
  for (const one of all("a[href]")) {
    const name = one.getAttribute("aria-label") || words(one);
    const address = one.href.split("#")[0];
    if (/^(ici|cliquez|en savoir plus|lire la suite|here|more|read more|link|https?:)/i.test(name))
      say("vague link", one);
    if (one.hasAttribute("target")) say("new window", one);
    if (one.hasAttribute("download") && !/\((PDF|MP4|MP3|WebVTT|ODT|CSV|ICS|text|texte)\b/i.test(name))
      say("file without its format", one);
    if (one.hash && address === location.href.split("#")[0]) continue;
    if (!shown(one)) continue;
    if (targets.has(name) && targets.get(name) !== address) say("one name, two targets", one);
    targets.set(name, address);
  }

  // P18: tables of data say what they hold.
  for (const one of all("table")) {
    if (!one.caption) say("table without caption", one);
    if (!all("th", one).length || all("th:not([scope])", one).length) say("table headers", one);
  }

  // P2: words of the other language are marked as such.
  const page = document.documentElement.lang;
  const foreign = page === "fr"
    ? /\b(the|your|you|with|this|of|and|are|from)\b/gi
    : /\b(le|la|les|des|une|vous|votre|pour|avec|est|sur|dans)\b/gi;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const spoken = text.parentElement.closest("[lang]").lang;
    if (spoken !== page || text.parentElement.closest("script, style, [translate=no]")) continue;
    const hits = text.data.match(foreign) || [];
    if (hits.length > 1 && hits.length * 4 > text.data.split(/\s+/).length)
      say("language not marked", text.data.trim().slice(0, 100));
  }

  // F4-F9, F22: what a form owes to whoever fills it in.
  for (const form of all("main form")) {
    const post = form.method === "post";
    if (post && !form.noValidate && all("input:not([type=hidden])", form).length)
      say("the browser checks the form", form);
    const first = all("button:not([type=button]), input[type=submit]", form)[0];
    if (first && first.name === "wizard_goto_step") say("Enter goes back", form);
  }
  for (const one of all("main button:disabled")) say("disabled", one);
  for (const one of all("main :is(input:not([type=hidden]), select, textarea)")) {
    if (!shown(one)) continue;
    if (!one.labels.length) { say("control without label", one); continue; }
    if (one.placeholder) say("placeholder", one);
    if (one.disabled) say("disabled", one);
    if (one.required) say("required", one);
    const choice = one.matches("[type=radio], [type=checkbox]");
    if (!choice && box(one.labels[0]).top >= box(one).bottom) say("label below its control", one);
    const described = (one.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean);
    for (const id of described) if (!document.getElementById(id)) say("describes nothing", one);
    if (one.getAttribute("aria-invalid") === "true") {
      const group = one.closest("fieldset");
      const about = described.concat(
        group ? (group.getAttribute("aria-describedby") || "").split(/\s+/) : [],
      );
      if (!about.some((id) => document.getElementById(id)?.matches(".error")))
        say("error not tied to its control", one);
    }
  }
  const summary = document.querySelector(".error-summary");
  if (summary) {
    if (document.activeElement !== summary) say("error summary without focus", summary);
    if (!/^(Erreur|Error)/.test(document.title)) say("title does not say error", document.title);
    const beside = all(".error p").map((one) => words(one).replace(/^(Erreur|Error)\s?: /, ""));
    for (const one of all("li", summary)) {
      const link = one.querySelector("a");
      const control = link && document.getElementById(link.hash.slice(1));
      if (link && !control?.matches("input, select, textarea")) say("leads to no control", one);
      if (link && !beside.includes(words(one))) say("not the words beside the field", one);
    }
  } else if (all("[aria-invalid=true]").length) say("errors without a summary", document.title);
  return found;
}
