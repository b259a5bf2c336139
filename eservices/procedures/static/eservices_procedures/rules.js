// Proposes names and values where an editor writes a rule, and hides what a condition
// does not use. Everything can be typed without it: publishing checks what was typed.
(() => {
  "use strict";

  const QUESTION = /-fields-\d+-value-name$/;
  const ASKS_NOTHING = ["answered", "not_answered"];
  const AGES = ["age_at_least", "age_under"];
  const ANSWERS = { yes_no: ["yes", "no"], declaration: ["yes"], consent: ["yes"] };

  const byName = (name) => document.getElementsByName(name)[0];
  const valueOf = (name) => byName(name)?.value ?? "";

  /** Say whether a block, or one around it, was deleted in the editor. */
  const isDeleted = (name) => {
    for (let at = name.lastIndexOf("-value"); at > 0; at = name.lastIndexOf("-value", at - 1)) {
      if (valueOf(`${name.slice(0, at)}-deleted`)) return true;
    }
    return false;
  };

  /** Return the questions that come before a control, in order: prefix, name, label. */
  const questionsBefore = (control) =>
    [...document.querySelectorAll('input[name$="-value-name"]')]
      .filter((input) => QUESTION.test(input.name) && input.value && !isDeleted(input.name))
      .filter((input) => input.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING)
      .map((input) => {
        const prefix = input.name.slice(0, -"-name".length);
        return { prefix, name: input.value, label: valueOf(`${prefix}-label`) };
      })
      .filter(({ prefix }) => !control.name.startsWith(`${prefix}-`));

  /** Return the values that the question of a condition stores, with their labels. */
  const valuesFor = (control) => {
    const asked = valueOf(control.name.replace(/-values$/, "-field")).split(".")[0];
    const question = questionsBefore(control).find(({ name }) => name === asked);
    if (!question) return [];
    const kind = valueOf(`${question.prefix.slice(0, -"-value".length)}-type`);
    if (ANSWERS[kind]) return ANSWERS[kind].map((value) => ({ name: value, label: "" }));
    return [...document.querySelectorAll(`input[name^="${question.prefix}-options-"]`)]
      .filter((input) => /-value-value$/.test(input.name) && input.value && !isDeleted(input.name))
      .map((input) => ({
        name: input.value,
        label: valueOf(input.name.replace(/-value$/, "-label")),
      }));
  };

  /** Offer choices under a control; after a comma, one more of several. */
  const propose = (control, choices, several) => {
    let list = document.getElementById("rule-proposals");
    if (!list) {
      list = document.createElement("datalist");
      list.id = "rule-proposals";
      document.body.append(list);
    }
    const typed = several ? control.value.replace(/[^,]*$/, "") : "";
    const given = typed.split(",").map((value) => value.trim());
    list.replaceChildren(
      ...choices
        .filter(({ name }) => !given.includes(name))
        .map(({ name, label }) => {
          const option = document.createElement("option");
          option.value = typed ? `${typed.trim()} ${name}` : name;
          option.label = label ? `${name} – ${label}` : name;
          return option;
        }),
    );
    control.setAttribute("list", list.id);
  };

  const proposeFor = (control) => {
    if (control.matches?.("input[data-rule-values]")) {
      const values = valuesFor(control);
      propose(control, values.length ? values : questionsBefore(control), values.length > 0);
    } else if (control.matches?.("input[data-rule-question]")) {
      propose(control, questionsBefore(control), control.hasAttribute("data-rule-several"));
    }
  };

  /** Show of a condition only what its operator uses. */
  const fold = (operator) => {
    const part = (name) =>
      byName(operator.name.replace(/-operator$/, `-${name}`))?.closest("[data-contentpath]");
    const values = part("values");
    const at = part("at");
    if (values) values.hidden = ASKS_NOTHING.includes(operator.value);
    if (at) at.hidden = !AGES.includes(operator.value) && !valueOf(at.querySelector("input").name);
  };

  const foldAll = () =>
    document.querySelectorAll('.rule-condition select[name$="-operator"]').forEach(fold);

  document.addEventListener("focusin", ({ target }) => proposeFor(target));
  document.addEventListener("input", ({ target }) => proposeFor(target));
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.('select[name$="-operator"]')) fold(target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    foldAll();
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        foldAll();
      });
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
