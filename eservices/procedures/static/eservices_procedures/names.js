// Makes the name that rules and addresses know from the words that an editor wrote, where
// there is none yet: it can be changed, and words that change later leave it alone.
(() => {
  "use strict";

  /** What is named after what, in the names of controls, how words are joined, how long. */
  const NAMED = [
    { words: /^(steps-\d+-value-)title$/, named: "key", joint: "-", most: 40 },
    { words: /-fields-\d+-value-label$/, named: "name", joint: "_", most: 50 },
    { words: /-options-\d+-value-label$/, named: "value", joint: "_", most: 50 },
    { words: /^workflow-\d+-value-label$/, named: "key", joint: "_", most: 50 },
  ];
  /** Words that add nothing to a name. */
  const IDLE = new Set("a au aux ce d de des du est et l la le les n of on ou qu que the un une you your".split(" "));

  const made = (text, joint, most) => {
    const plain = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    const words = plain.replace(/œ/g, "oe").match(/[a-z0-9]+/g) ?? [];
    const telling = words.filter((word) => !IDLE.has(word));
    const chosen = (telling.length ? telling : words).slice(0, 4).join(joint);
    return chosen.replace(/^[^a-z]+/, "").slice(0, most);
  };

  /** Return a name that no other of the procedure has, or no other option of the question. */
  const free = (name, control, joint) => {
    const place = control.name.includes("-options-") ? /\d+(?=\D*$)/ : /\d+/g;
    const alike = new RegExp(`^${control.name.replace(place, "\\d+")}$`);
    const others = [...document.querySelectorAll("input[name]")].filter(
      (one) => one !== control && alike.test(one.name),
    );
    const taken = new Set(others.map((one) => one.value));
    let number = 1;
    let candidate = name;
    while (taken.has(candidate)) candidate = `${name}${joint}${(number += 1)}`;
    return candidate;
  };

  document.addEventListener("change", ({ target }) => {
    const found = NAMED.find(({ words }) => words.test(target.name ?? ""));
    if (!found) return;
    const control = document.getElementsByName(target.name.replace(/[a-z]+$/, found.named))[0];
    if (!control || control.value) return;
    const name = made(target.value, found.joint, found.most);
    if (!name) return;
    control.value = free(name, control, found.joint);
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
