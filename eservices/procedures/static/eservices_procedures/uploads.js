// Sends files when they are chosen, to the address of the form's button, and shows the question
// as it comes back. Sent twice is added once.

const form = document.querySelector("form[data-files]");
const words = form.dataset;
let busy, pressed, waiting;

function box(question) {
  let found = question.nextElementSibling;
  if (!found || !found.matches("[data-state]")) {
    found = document.createElement("div");
    found.dataset.state = "";
    found.append(Object.assign(document.createElement("p"), { role: "status" }));
    question.after(found);
  }
  return found;
}

function say(question, text, ...more) {
  const state = box(question);
  state.className = "";
  state.replaceChildren(state.firstElementChild, ...more);
  state.firstElementChild.textContent = text;
}

function end(question, again, page) {
  busy = false;
  const button = pressed;
  pressed = null;
  const name = CSS.escape(question.dataset.question);
  const fresh = page && page.querySelector(`[data-question="${name}"]`);
  if (!fresh) {
    const retry = document.createElement("button");
    Object.assign(retry, { type: "button", className: "button", textContent: words.retry });
    retry.addEventListener("click", again);
    waiting = again;
    return say(question, words.dropped, retry);
  }
  for (const input of page.querySelectorAll("form[data-files] > input[type=hidden]")) {
    const own = form.elements.namedItem(input.name);
    if (own) own.value = input.value;
  }
  const state = box(question);
  const held = question.contains(document.activeElement);
  question.replaceWith(fresh);
  fresh.after(state);
  const wrong = fresh.querySelector(".field .error");
  say(fresh, wrong ? wrong.textContent : words.sent);
  if (wrong) state.className = "visually-hidden";
  const input = watch(fresh);
  if (held) input.focus();
  if (button && !wrong) form.requestSubmit(button);
}

function send(question, input) {
  busy = true;
  waiting = null;
  const names = Array.from(input.files, (file) => file.name).join(", ");
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.ariaLabel = names;
  say(question, `${words.sending} ${names}`, bar);
  const request = new XMLHttpRequest();
  const again = () => send(question, input);
  request.open("POST", words.files);
  request.responseType = "document";
  request.upload.onprogress = (event) => {
    bar.value = event.loaded / (event.total || 1);
  };
  request.onload = () => end(question, again, request.response);
  request.onerror = () => end(question, again);
  request.send(new FormData(form));
}

function watch(question) {
  const input = question.querySelector("input[type=file]");
  input.addEventListener("change", () => input.files.length && send(question, input));
  return input;
}

// A button pressed meanwhile waits.
form.addEventListener("submit", (event) => {
  if (!busy) return;
  event.preventDefault();
  pressed = event.submitter;
});
addEventListener("online", () => waiting && waiting());
document.querySelectorAll("[data-question]").forEach(watch);
