// A message with files says how far it has come; without files, or without this script, the
// browser sends it. When the line drops, everything typed and chosen is still in the form.

const form = document.querySelector("form[data-sending]");
const words = form.dataset;
const state = document.createElement("div");
const said = Object.assign(document.createElement("p"), { role: "status" });
const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
state.append(said);
form.append(state);
let busy = false;

function tell(text, ...more) {
  state.replaceChildren(said, ...more);
  said.textContent = text;
}

function end(request) {
  busy = false;
  const main = request.response?.querySelector("main");
  if (!request.status || !main) return tell(words.dropped);
  if (request.status < 400) return location.assign(request.responseURL);
  // What is wrong is said by the page that came back; this script is done with it.
  document.title = request.response.title;
  document.querySelector("main").replaceWith(main);
  main.querySelector(".error-summary")?.focus();
}

form.addEventListener("submit", (event) => {
  const input = form.querySelector("input[type=file]");
  if (busy) return event.preventDefault();
  if (!input.files.length) return;
  event.preventDefault();
  busy = true;
  const names = Array.from(input.files, (file) => file.name).join(", ");
  bar.value = 0;
  bar.ariaLabel = names;
  tell(`${words.sending} ${names}`, bar);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.onprogress = (sent) => {
    bar.value = sent.loaded / (sent.total || 1);
  };
  request.onload = request.onerror = () => end(request);
  request.send(new FormData(form));
});
