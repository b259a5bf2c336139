// Complete what is typed into a search box with pages of the site (ARIA combobox with a list).
// An aid only: without this file the box sends its words to the page of results.
(() => {
  "use strict";
  const { suggest, label, none, one, many } = document.currentScript.dataset;
  let boxes = 0;

  const attach = (input) => {
    const id = `suggestions-${++boxes}`;
    const list = Object.assign(document.createElement("ul"), { id, className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    status.setAttribute("role", "status");
    const holder = Object.assign(document.createElement("div"), { className: "suggestions-holder" });
    input.before(holder);
    holder.append(input, list, status);
    // A box of type "search" may have no other role (ARIA in HTML).
    for (const [name, value] of Object.entries({
      type: "text", inputmode: "search", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(name, value);

    let asked = 0, waiting = 0, active = -1;
    const options = () => [...list.children];
    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const point = (place) => {
      const all = options();
      active = place < -1 ? all.length - 1 : place >= all.length ? -1 : place;
      all.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", all[active].id);
        all[active].scrollIntoView({ block: "nearest" });
      }
    };
    const show = (found) => {
      list.replaceChildren(...found.map((suggestion, number) => {
        const option = Object.assign(document.createElement("li"), {
          id: `${id}-${number}`, textContent: suggestion.title, lang: suggestion.language,
        });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = suggestion.url;
        return option;
      }));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      status.textContent = !found.length ? none : found.length === 1 ? one : many.replace("{n}", found.length);
    };
    const ask = async (text) => {
      const turn = ++asked;
      try {
        const answer = await fetch(suggest + encodeURIComponent(text));
        const found = answer.ok ? (await answer.json()).suggestions : [];
        if (turn === asked && document.activeElement === input) show(found);
      } catch {
        if (turn === asked) close();
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      const text = input.value.trim();
      asked += 1;
      if (text.length < 2) close();
      else waiting = setTimeout(ask, 120, text);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      if (event.key === "ArrowDown") point(active + 1);
      else if (event.key === "ArrowUp") point(active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) location.assign(options()[active].dataset.url);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => { asked += 1; close(); });
    // The box keeps the focus while an option is pressed.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
  };
  document.querySelectorAll('form[role="search"] input[type="search"][name="q"]').forEach(attach);
})();
