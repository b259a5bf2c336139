// The counter without a mouse: rules applied as answers change, Ctrl+Enter to check, print.
// Without this script the Save button does the same.

const form = document.querySelector("form[data-dense]");
const said = document.querySelector("[data-said]");

// A page that Back takes out of the browser's memory is asked for anew: the visit may be over.
addEventListener("pageshow", (event) => event.persisted && location.reload());

const wanted = document.querySelector("[data-focus]");
if (wanted && !document.querySelector("main [autofocus]")) {
  document.getElementById(wanted.dataset.focus)?.focus();
}

document.querySelector("[data-print]")?.addEventListener("click", () => print());

// What the page asks, to see whether an answer has changed it.
const shape = (root) =>
  Array.from(root.querySelectorAll("[data-blocks] [id]"), (one) => one.id).join(" ");

let sending = 0;
let underway;

// Send what is typed, and show the questions that the answers call for now.
async function update() {
  const turn = ++sending;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.append("save", "1");
  let page;
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "follow" });
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // the line dropped: everything typed is still here
  }
  const fresh = page.querySelector("form[data-dense]");
  if (!fresh || turn !== sending) return;
  // Each part carries what it shows of what is kept: the next save is compared with it.
  for (const hidden of fresh.querySelectorAll("input[type=hidden][name^='seen:']")) {
    const own = form.elements.namedItem(hidden.name);
    if (own) own.value = hidden.value;
  }
  if (shape(page) === shape(document)) return;
  swap(fresh);
}

function swap(fresh) {
  const active = document.activeElement;
  const [id, start, end] = [active?.id, active?.selectionStart, active?.selectionEnd];
  // What was typed while the answer came stays.
  const typed = new Map();
  for (const one of form.querySelectorAll("[data-blocks] :is(input, textarea, select)[id]")) {
    if (!["hidden", "file"].includes(one.type)) typed.set(one.id, [one.value, one.checked]);
  }
  const files = Array.from(form.querySelectorAll("input[type=file]")).filter((one) => one.files.length);
  form.querySelector("[data-blocks]").replaceWith(fresh.querySelector("[data-blocks]"));
  for (const [name, [value, checked]] of typed) {
    const one = document.getElementById(name);
    if (!one) continue;
    if (["checkbox", "radio"].includes(one.type)) one.checked = checked;
    else one.value = value;
  }
  for (const one of files) document.getElementById(one.id)?.replaceWith(one);
  const again = id && document.getElementById(id);
  if (again) {
    again.focus();
    if (typeof start === "number" && again.setSelectionRange) again.setSelectionRange(start, end);
  }
  said.textContent = form.dataset.updated;
}

if (form) {
  // Only answers that can change what is asked: choices at once, text when it is left.
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    form.setAttribute("aria-busy", "true");
    const turn = (underway || Promise.resolve()).then(update).finally(() => {
      if (underway !== turn) return;
      underway = undefined;
      form.removeAttribute("aria-busy");
    });
    underway = turn;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-check]"));
    }
  });
  // A button pressed while answers are on their way waits: it must carry what they became.
  form.addEventListener("submit", (event) => {
    if (!underway) return;
    event.preventDefault();
    const button = event.submitter;
    underway.finally(() => form.requestSubmit(button));
  });
}
